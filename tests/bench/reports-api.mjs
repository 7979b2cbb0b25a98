import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ApiKeys } from '@touchstone/access';
import { ApiModule } from '@touchstone/api';
import { HashedLookups, moveCheckpoint } from '@touchstone/event-log';
import { factsProjection } from '@touchstone/facts';
import { configureHttp, createLogger, inTransaction, migratePostgres, openPool } from '@touchstone/runtime';
import { migrations } from '../../apps/standalone/dist/migrations.js';

/**
 * The API over facts that are there already, on loopback: the modules, the guard and the serialisation that a deployment
 * has. Every workspace counts as projected up to `position`.
 */
export async function openReports({ url, clickhouse, workspaces, position }) {
  await migratePostgres(url, migrations);
  const pool = openPool(url);
  const keys = new ApiKeys(pool);
  const keyOf = new Map();
  for (const workspace of workspaces) {
    keyOf.set(workspace, (await keys.create(workspace, 'bench', ['query:read'])).key);
    const checkpoint = { workspace, projection: factsProjection, from: 0, to: position };
    await inTransaction(pool, (client) => moveCheckpoint(client, checkpoint));
  }
  const personalData = new HashedLookups('11'.repeat(32));
  const app = await NestFactory.create(ApiModule.with({ pool, clickhouse, keys, personalData }), {
    logger: false,
    bodyParser: false,
  });
  configureHttp(app, createLogger('bench', 'silent'));
  await app.listen(0, '127.0.0.1');
  const address = await app.getUrl();
  return {
    /** An attribution report by channel, as anybody asks for it. */
    async ask(workspace, { models, from, to }) {
      const query = new URLSearchParams({
        model: models.join(','),
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      });
      return this.get(workspace, `/v1/attribution?${query}`);
    },
    /** Any report, by its path. */
    async get(workspace, path) {
      const answer = await fetch(address + path, {
        headers: { authorization: `Bearer ${keyOf.get(workspace)}` },
      });
      const report = await answer.json();
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(report)}`);
      return report;
    },
    async close() {
      await app.close();
      await pool.end();
    },
  };
}

/** Credit by model and channel, with what channels sum to: as rivals are compared with it. */
export function creditOf(report) {
  return new Map(report.rows.map(({ model, channel, creditMinor }) => [`${model} ${channel}`, creditMinor]));
}
