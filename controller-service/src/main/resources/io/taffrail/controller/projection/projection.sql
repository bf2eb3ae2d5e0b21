-- What the metadata is and how it became so. Everything here can be read again from the metadata log,
-- except history older than the log's last snapshot.

create table projection_layout (
    version integer not null
);

-- The cluster and the log index that the tables stand for; one row.
create table projection_position (
    id            integer      primary key,
    cluster_id    varchar(64)  not null,
    applied_index bigint       not null
);

create table topic_view (
    id                 varchar(36)  primary key,
    name               varchar(249) not null,
    internal           boolean      not null,
    partition_count    integer      not null,
    replication_factor integer      not null,
    applied_index      bigint       not null
);
create index topic_view_name on topic_view (name);

create table partition_view (
    id               varchar(48)   primary key,
    topic_id         varchar(36)   not null,
    topic            varchar(249)  not null,
    partition_number integer       not null,
    leader           integer       not null,
    leader_epoch     integer       not null,
    partition_epoch  integer       not null,
    replicas         varchar(4096) not null,
    isr              varchar(4096) not null,
    offline          boolean       not null,
    under_replicated boolean       not null,
    applied_index    bigint        not null
);
create index partition_view_topic on partition_view (topic, partition_number);
create index partition_view_topic_id on partition_view (topic_id);
create index partition_view_leader on partition_view (leader);

create table node_view (
    id                     integer       primary key,
    role                   varchar(16)   not null,
    epoch                  bigint        not null,
    rack                   varchar(1024),
    fenced                 boolean       not null,
    in_controlled_shutdown boolean       not null,
    endpoints              varchar(4096) not null,
    applied_index          bigint        not null
);

create table config_view (
    id            varchar(1024)  primary key,
    resource_type varchar(16)    not null,
    resource_name varchar(249)   not null,
    name          varchar(249)   not null,
    setting       text           not null,
    applied_index bigint         not null
);
create index config_view_resource on config_view (resource_type, resource_name);

create table history_event (
    id            bigint        primary key,
    log_index     bigint        not null,
    time_ms       bigint        not null,
    kind          varchar(32)   not null,
    resource_type varchar(16)   not null,
    resource_name varchar(512)  not null,
    topic         varchar(249),
    node_id       integer,
    principal     varchar(1024) not null,
    reason        varchar(1024),
    before_json   text,
    after_json    text
);
create index history_event_time on history_event (time_ms);
create index history_event_kind on history_event (kind, id);
create index history_event_topic on history_event (topic, id);
create index history_event_node on history_event (node_id, id);
