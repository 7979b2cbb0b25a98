import { ruleExamples, ruleNames } from '@touchstone/contracts';
import { z } from 'zod';
import type { DefinitionVersion } from './definition-versions.js';

const DefinitionVersionSchema = z.object({
  rule: z.enum(ruleNames),
  version: z.int().meta({ description: '1 for the first that was published, then 2, 3; 0: the default.' }),
  position: z
    .int()
    .nullable()
    .meta({ description: 'Place in the log that it is in force from; null: default.' }),
  eventId: z.string().nullable(),
  source: z.string().nullable().meta({ description: 'Who published it.' }),
  publishedAt: z.iso.datetime().nullable().meta({ description: 'When the log recorded it.' }),
  definition: z.record(z.string(), z.unknown()),
});

export const PublishedSchema = DefinitionVersionSchema.meta({
  description: 'The version that was published.',
});

export const DefinitionsSchema = z
  .object({ definitions: z.array(DefinitionVersionSchema) })
  .meta({ description: 'The version in force of every rule.' });

export const VersionsSchema = z
  .object({
    versions: z.array(DefinitionVersionSchema),
    nextBefore: z.int().nullable().meta({ description: '`before` of the next page; null at the end.' }),
  })
  .meta({ description: 'Versions of a rule, newest first.' });

export const publishedExample: DefinitionVersion = {
  rule: 'channels',
  version: 2,
  position: 48213,
  eventId: '0b6a2f5e-6a54-4c0e-9a3f-2f1f5a0c7d11',
  source: 'touchstone:api',
  publishedAt: '2026-03-01T09:30:00.000Z',
  definition: ruleExamples.channels.definition as DefinitionVersion['definition'],
};
