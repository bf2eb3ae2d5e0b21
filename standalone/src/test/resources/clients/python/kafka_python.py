"""kafka-python in a group, driven by lines: see GroupClient."""

import signal
import sys

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer

servers = sys.argv[1].split(",")
stopped = False


def say(*words):
    print(*words, flush=True)


def stop(_signal, _frame):
    global stopped
    stopped = True


class Told(ConsumerRebalanceListener):
    def on_partitions_assigned(self, assigned):
        say("assigned", *[p.partition for p in assigned])

    def on_partitions_revoked(self, revoked):
        say("assigned")


def produce(topic, first, count):
    # Left alone it gives a batch up at the first error, of which only what send() returned knows.
    # With more than one request on its way, one that is tried again would change the order.
    producer = KafkaProducer(
        bootstrap_servers=servers,
        acks="all",
        retries=10,
        max_in_flight_requests_per_connection=1,
    )
    sent = [
        producer.send(topic, key=b"key-%d" % (i % 12), value=b"%d" % i)
        for i in range(int(first), int(first) + int(count))
    ]
    for record in sent:
        record.get(timeout=30)
    producer.close()
    say("produced", count)


def consume(topic, group):
    consumer = KafkaConsumer(
        bootstrap_servers=servers,
        group_id=group,
        auto_offset_reset="earliest",
        session_timeout_ms=6000,
        heartbeat_interval_ms=500,
        auto_commit_interval_ms=200,
    )
    consumer.subscribe([topic], listener=Told())
    while not stopped:
        for records in consumer.poll(timeout_ms=100).values():
            for record in records:
                key, value = record.key.decode(), record.value.decode()
                say("record", record.partition, record.offset, key, value)
    consumer.close()


signal.signal(signal.SIGTERM, stop)
for line in iter(sys.stdin.readline, ""):
    command, *arguments = line.split()
    {"produce": produce, "consume": consume}[command](*arguments)
