import { freePort } from '../../infra/kafka/ports.mjs';

/** Of the version that infra/kafka/pom.xml pins. */
const IMAGE = 'apache/kafka:4.3.1';
const PULL_LIMIT_MS = 60_000;

/** A broker in a container, or null where no Docker answers or the image cannot be had quickly. */
export async function startKafkaContainer() {
  const { GenericContainer, ImageName, Wait, getContainerRuntimeClient } = await import('testcontainers');
  const docker = await getContainerRuntimeClient().catch(() => null);
  if (!docker || !(await hasImage(docker, ImageName.fromString(IMAGE)))) return null;
  // The broker tells its clients where to find it, so the port outside must be known before it starts.
  const port = await freePort();
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment(settings(port))
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return { brokers: [`${container.getHost()}:${port}`], containerId: container.getId() };
}

export async function removeKafkaContainer(containerId) {
  const { getContainerRuntimeClient } = await import('testcontainers');
  const { container: containers } = await getContainerRuntimeClient();
  const container = containers.getById(containerId);
  // Already gone when the run's reaper was faster.
  await container.remove({ force: true, v: true }).catch(() => undefined);
}

async function hasImage(docker, image) {
  if (await docker.image.exists(image)) return true;
  const pulled = docker.image.pull(image).then(
    () => true,
    () => false,
  );
  return Promise.race([pulled, new Promise((settle) => setTimeout(settle, PULL_LIMIT_MS, false).unref())]);
}

function settings(port) {
  return {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_HEAP_OPTS: '-Xms128m -Xmx512m',
  };
}
