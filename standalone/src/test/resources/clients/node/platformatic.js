// @platformatic/kafka in a group, driven by lines: see GroupClient. The group's protocol comes as the second word.
import { createInterface } from 'node:readline'
import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'

const [, , servers, groupProtocol = 'classic'] = process.argv
const bootstrapBrokers = servers.split(',')

async function produce(topic, first, count) {
  const producer = new Producer({ clientId: 'producer', bootstrapBrokers, serializers: stringSerializers })
  const messages = Array.from({ length: Number(count) }, (_, i) => Number(first) + i).map(
    (value) => ({ topic, key: `key-${value % 12}`, value: `${value}` })
  )
  await producer.send({ messages, acks: -1 })
  await producer.close()
  console.log(`produced ${count}`)
}

const timing = { classic: { sessionTimeout: 6000, heartbeatInterval: 500 }, consumer: {} }

async function consume(topic, groupId) {
  const consumer = new Consumer({
    groupId,
    groupProtocol,
    clientId: 'member',
    bootstrapBrokers,
    deserializers: stringDeserializers,
    maxWaitTime: 200,
    ...timing[groupProtocol]
  })
  let told
  const tell = () => {
    const held = (consumer.assignments ?? []).filter((of) => of.topic === topic)
    const line = ['assigned', ...held.flatMap((of) => of.partitions)].join(' ')
    if (line !== told) console.log((told = line))
  }
  consumer.on('consumer:group:join', tell)
  consumer.on('consumer:heartbeat:end', tell)
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'committed',
    fallbackMode: 'earliest',
    autocommit: 200
  })
  process.on('SIGTERM', async () => {
    await stream.close()
    await consumer.close(true)
    process.exit(0)
  })
  for await (const { partition, offset, key, value } of stream)
    console.log(`record ${partition} ${offset} ${key} ${value}`)
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(' ')
  // Not awaited: a member reads until it is told to stop.
  const running = { produce, consume }[command](...words)
  if (command === 'produce') await running
}
