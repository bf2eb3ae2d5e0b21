// kafkajs in a group, driven by lines: see GroupClient.
import { createInterface } from 'node:readline'
import kafkajs from 'kafkajs'

const { Kafka, logLevel, Partitioners } = kafkajs
const kafka = new Kafka({
  brokers: process.argv[2].split(','),
  logLevel: logLevel.ERROR,
  retry: { initialRetryTime: 100, retries: 20 }
})

async function produce(topic, first, count) {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const messages = Array.from({ length: Number(count) }, (_, i) => Number(first) + i).map(
    (value) => ({ key: `key-${value % 12}`, value: `${value}` })
  )
  await producer.send({ topic, messages, acks: -1 })
  await producer.disconnect()
  console.log(`produced ${count}`)
}

async function consume(topic, groupId) {
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 6000,
    heartbeatInterval: 500,
    maxWaitTimeInMs: 200
  })
  process.on('SIGTERM', async () => {
    await consumer.disconnect()
    process.exit(0)
  })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    console.log(['assigned', ...(payload.memberAssignment[topic] ?? [])].join(' '))
  )
  consumer.on(consumer.events.REBALANCING, () => console.log('assigned'))
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    autoCommitInterval: 200,
    eachMessage: async ({ partition, message }) =>
      console.log(`record ${partition} ${message.offset} ${message.key} ${message.value}`)
  })
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(' ')
  await { produce, consume }[command](...words)
}
