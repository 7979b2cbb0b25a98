export default async function teardown() {
  const postgres = globalThis.__TOUCHSTONE_POSTGRES__;
  globalThis.__TOUCHSTONE_POSTGRES__ = undefined;
  await postgres?.stop();
}
