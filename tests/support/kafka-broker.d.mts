/** Where the Kafka of this test run answers, or why there is none. */
export type TestKafka = { brokers: string[] } | { missing: string };

/** The one broker of this test run: started by whoever asks first, in a container or by Maven. */
export function acquireTestKafka(): Promise<TestKafka>;

/** Stops the broker of this test run, if one was started. Belongs into the global teardown. */
export function stopKafkaForTests(): Promise<void>;
