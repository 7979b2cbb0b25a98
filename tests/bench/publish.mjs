import { allTopics, encodeCloudEvent, KafkajsBroker, topicOf } from '@touchstone/broker';
import { messageKeyOf } from '../../apps/standalone/dist/publish/message-key.js';

export const workspace = 'bench';

const ignore = () => undefined;
export const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Creates the topics and publishes the events; resolves when every in-sync replica has them. */
export async function publishAll(brokers, runs, onProgress) {
  const broker = new KafkajsBroker({ brokers, clientId: 'bench', logger: silent });
  try {
    await broker.createTopics(allTopics);
    let published = 0;
    for (const events of runs) {
      for (let from = 0; from < events.length; from += 10_000) {
        const messages = events.slice(from, from + 10_000).map(messageOf);
        await broker.publish(messages);
        published += messages.length;
        onProgress(published);
      }
    }
    return published;
  } finally {
    await broker.close();
  }
}

function messageOf(event) {
  const { value, headers } = encodeCloudEvent(event);
  return {
    topic: topicOf(event.type),
    key: messageKeyOf(workspace, event),
    value,
    headers: { ...headers, workspace },
  };
}
