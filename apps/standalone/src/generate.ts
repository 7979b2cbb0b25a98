import { generateDocuments as generate } from '@touchstone/api';
import { IngestModule, type IngestParts } from '@touchstone/ingest';

/**
 * Every generated document: path within the repository -> text. OpenAPI has the routes of all services, as the
 * standalone process mounts them.
 */
export function generateDocuments(): Promise<Record<string, string>> {
  // only routes are read off: no part of the door is used
  return generate([IngestModule.with({} as IngestParts)]);
}
