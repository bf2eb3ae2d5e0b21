import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { readAsCurl } from "../../api/admin";
import { Refused } from "../../api/http";
import { type KeySample, type KeyShare, keysPath, readKeys } from "../../api/keys";
import { Bar } from "../../design/Bar";
import { Button, Copy, Select } from "../../design/Controls";
import { Empty, Fact, Facts, Loading, Panel, ProblemNote } from "../../design/Panel";
import { Shape } from "../../design/Status";
import { type Column, Table } from "../../design/Table";
import { bytes, grouped, percent } from "../../format/numbers";
import { dateTime, duration } from "../../format/times";
import { findings, keyText, recordsOf, sampleWords, type SpreadRow, spreadRows } from "./keySpread";
import styles from "./Topic.module.css";
import { useTopic } from "./TopicPage";

const route = getRouteApi("/topics/$topic/keys");
const SAMPLE_DEFAULT = 10_000;
const SAMPLES = [100, 1_000, SAMPLE_DEFAULT];
const VIRTUAL_FROM = 60;

/** How the newest records spread over keys and partitions. Read once, when it is asked for: nothing here is live. */
export function Keys() {
  const topic = useTopic();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const records = search.sample ?? SAMPLE_DEFAULT;
  const sample = useQuery({
    queryKey: ["keys", topic.name, records],
    queryFn: ({ signal }) => readKeys(topic.name, records, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (sample.error instanceof Refused) return <ProblemNote problem={sample.error.problem} />;
  const sizes = SAMPLES.includes(records) ? SAMPLES : [...SAMPLES, records];
  return (
    <div className={styles.stack}>
      <Panel
        title="Sample"
        note={sample.data === undefined ? "reading …" : sampleWords(sample.data)}
        actions={
          <>
            <Select
              label="Read at most"
              value={String(records)}
              options={sizes.map((size) => ({ value: String(size), name: `at most ${grouped(size)}` }))}
              onChange={(value) => void navigate({ search: { sample: Number(value) === SAMPLE_DEFAULT ? undefined : Number(value) }, replace: true })}
            />
            <Copy text={readAsCurl(keysPath(topic.name, records), location.origin)}>Copy as curl</Copy>
            <Button onClick={() => void sample.refetch()}>{sample.isFetching ? "Reading …" : "Read again"}</Button>
          </>
        }
      >
        {sample.data === undefined ? <Loading rows={2} /> : <Summary sample={sample.data} />}
      </Panel>
      {sample.data !== undefined && sample.data.records > 0 && (
        <div className={styles.pair}>
          <TopKeys sample={sample.data} />
          <Spread sample={sample.data} />
        </div>
      )}
    </div>
  );
}

function Summary({ sample }: { sample: KeySample }) {
  if (sample.records === 0) return <Empty title="No record here">There is nothing to sample yet.</Empty>;
  return (
    <div className={styles.stack}>
      <Facts>
        <Fact name="Distinct keys">{grouped(sample.distinctKeys)}</Fact>
        <Fact name="Without a key" title={`${grouped(sample.withoutKey)} records`}>
          {percent(sample.withoutKey, sample.records)}
        </Fact>
        <Fact name="Read">{bytes(sample.bytes)}</Fact>
        {sample.oldestMs != null && sample.newestMs != null && (
          <Fact name="Time span" title={`${dateTime(sample.oldestMs)} to ${dateTime(sample.newestMs)}`}>
            {duration(sample.newestMs - sample.oldestMs)}, until {dateTime(sample.newestMs)}
          </Fact>
        )}
        <Fact name="Took">{duration(sample.tookMs)}</Fact>
      </Facts>
      {findings(sample).map((finding) => (
        <p key={finding.text}>
          <Shape signal={finding.level} /> {finding.text}
        </p>
      ))}
    </div>
  );
}

function TopKeys({ sample }: { sample: KeySample }) {
  const columns: Column<KeyShare>[] = [
    { key: "key", title: "Key", width: "minmax(120px, 2fr)", cell: (share) => <KeyName sample={sample} share={share} /> },
    { key: "records", title: "Records", width: "68px", numeric: true, cell: (share) => grouped(share.records) },
    { key: "share", title: "Share", width: "64px", numeric: true, cell: (share) => percent(share.records, sample.records) },
    { key: "bytes", title: "Bytes", width: "72px", numeric: true, cell: (share) => bytes(share.bytes) },
    { key: "partitions", title: "Partition", hint: "more than one: the key has no order", width: "70px", numeric: true, cell: (share) => <span title={share.partitions.join(", ")}>{share.partitions.slice(0, 3).join(", ") + (share.partitions.length > 3 ? ", …" : "")}</span> },
  ];
  return (
    <Panel title="Most frequent keys" note={sample.distinctKeys > sample.top.length ? `${sample.top.length} of ${grouped(sample.distinctKeys)}` : undefined} flush>
      <Table
        label={`Most frequent keys of ${sample.topic}`}
        columns={columns}
        count={sample.top.length}
        rowAt={(index) => sample.top[index]}
        empty={<Empty title="No key">No record of the sample has one.</Empty>}
      />
    </Panel>
  );
}

function KeyName({ sample, share }: { sample: KeySample; share: KeyShare }) {
  const place = recordsOf(sample, share);
  if (place === null) return <span title={keyText(share)}>{share.key === "" ? "(empty)" : keyText(share)}</span>;
  return (
    <Link to="/topics/$topic/records" params={{ topic: sample.topic }} search={place} title="its records in the sample">
      {share.key}
    </Link>
  );
}

function Spread({ sample }: { sample: KeySample }) {
  const rows = spreadRows(sample);
  const most = Math.max(1, ...rows.map((row) => row.held));
  const columns: Column<SpreadRow>[] = [
    { key: "id", title: "Partition", width: "64px", numeric: true, cell: (row) => <b>{row.id}</b> },
    { key: "bar", title: "", width: "minmax(60px, 1fr)", cell: (row) => <Bar share={row.held / most} level="accent" label={`partition ${row.id}: ${row.held} records`} /> },
    { key: "held", title: "Holds", hint: "offsets from the log's start to its end", width: "104px", numeric: true, cell: (row) => grouped(row.held) },
    { key: "even", title: "Of even", hint: "times what each would hold if all held the same", width: "62px", numeric: true, cell: (row) => (row.ofEven === null ? "–" : `× ${row.ofEven.toFixed(2)}`) },
    {
      key: "sample",
      title: "Sampled",
      hint: "records that were read",
      width: "70px",
      numeric: true,
      cell: (row) => <span title={row.problem ?? `offsets ${row.fromOffset ?? "–"} to ${row.toOffset ?? "–"}, ${row.withoutKey} without a key`}>{row.problem == null ? grouped(row.records) : `${grouped(row.records)} !`}</span>,
    },
  ];
  return (
    <Panel title="Partitions beside an even spread" note="of the whole log, not of the sample" flush>
      <Table label={`Records of ${sample.topic} by partition`} columns={columns} count={rows.length} rowAt={(index) => rows[index]} {...(rows.length > VIRTUAL_FROM ? { height: 720 } : {})} />
    </Panel>
  );
}
