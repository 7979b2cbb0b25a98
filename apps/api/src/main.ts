#!/usr/bin/env node
import 'reflect-metadata';
import { runService } from '@touchstone/runtime';
import { ApiConfigSchema } from './config.js';
import { serveApi } from './serve.js';

await runService({
  name: 'api',
  purpose: 'answers questions over HTTP: attribution and timelines.',
  schema: ApiConfigSchema,
  serve: serveApi,
});
