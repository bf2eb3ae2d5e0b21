"""confluent-kafka in a group, driven by lines: see GroupClient."""

import signal
import sys

from confluent_kafka import Consumer, Producer

servers = sys.argv[1]
stopped = False


def say(*words):
    print(*words, flush=True)


def stop(_signal, _frame):
    global stopped
    stopped = True


def produce(topic, first, count):
    producer = Producer({"bootstrap.servers": servers, "acks": "all"})
    for i in range(int(first), int(first) + int(count)):
        producer.produce(topic, key=f"key-{i % 12}", value=str(i))
    producer.flush()
    say("produced", count)


def consume(topic, group):
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "session.timeout.ms": 6000,
            "heartbeat.interval.ms": 500,
            "auto.commit.interval.ms": 200,
        }
    )
    consumer.subscribe(
        [topic],
        on_assign=lambda _, held: say("assigned", *[p.partition for p in held]),
        on_revoke=lambda _, held: say("assigned"),
    )
    while not stopped:
        record = consumer.poll(0.1)
        if record is None:
            continue
        if record.error():
            say("error", record.error())
            continue
        key, value = record.key().decode(), record.value().decode()
        say("record", record.partition(), record.offset(), key, value)
    consumer.close()


signal.signal(signal.SIGTERM, stop)
for line in iter(sys.stdin.readline, ""):
    command, *arguments = line.split()
    {"produce": produce, "consume": consume}[command](*arguments)
