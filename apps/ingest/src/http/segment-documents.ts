import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { Public } from '@touchstone/runtime';
import type { CallType } from '../segment/call.js';
import { ReceiptAnswer, Refused } from './route-documents.js';

const times = { originalTimestamp: '2026-03-01T09:30:00.000Z', sentAt: '2026-03-01T09:30:01.000Z' };
const company = { name: 'Acme', domain: 'acme.example' };

/** A call of each type, as its own path takes it. */
const calls: Record<CallType, object> = {
  track: {
    messageId: 'm-track',
    event: 'Demo Requested',
    anonymousId: 'a-81f3',
    userId: 'user-42',
    ...times,
  },
  identify: {
    messageId: 'm-identify',
    anonymousId: 'a-81f3',
    userId: 'user-42',
    traits: { email: 'jane@acme.example', company },
    ...times,
  },
  page: {
    messageId: 'm-page',
    anonymousId: 'a-81f3',
    name: 'Pricing',
    properties: { url: 'https://shop.example/pricing?utm_source=google&utm_medium=cpc&utm_campaign=brand' },
    ...times,
  },
  screen: { messageId: 'm-screen', userId: 'user-42', name: 'Plans', ...times },
  group: { messageId: 'm-group', userId: 'user-42', groupId: '88', traits: company, ...times },
  alias: { messageId: 'm-alias', previousId: 'user-7', userId: 'user-42', ...times },
};

const batch = {
  batch: Object.entries(calls).map(([type, call]) => ({ type, ...call })),
  sentAt: times.sentAt,
};

const description =
  'The Segment HTTP API, for its clients and RudderStack’s: one call, or `{ batch, sentAt }`; plain or gzip, any ' +
  'content type. The key is the user name of Basic authentication, a Bearer token, or `writeKey` in the body. ' +
  'A refused call never fails its batch: the clients would drop all of it.';

/**
 * A route of the Segment HTTP API, under its name and the short form that browsers use, with an example that it takes.
 * Not public: clients send the key in the body, which a guard does not see.
 */
export const SegmentRoute = (paths: string[], type: CallType | null): MethodDecorator =>
  applyDecorators(
    Public(),
    Post(paths),
    HttpCode(200),
    ApiOperation({
      summary: type ? `Take a Segment ${type} call` : 'Take a batch of Segment calls',
      description,
    }),
    ApiBody({
      schema: { type: 'object' },
      examples: type ? { [type]: { value: calls[type] } } : { batch: { value: batch } },
    }),
    ReceiptAnswer(),
    Refused(400, 'invalid_request', 'The body is unreadable'),
    Refused(401, 'unauthenticated', 'The key is not known'),
    Refused(403, 'forbidden', 'The key lacks the scope ingest:write'),
    Refused(404, 'not_found', 'The source is disabled: its key may not write for now'),
    Refused(413, 'too_large', 'More than 4 MB'),
    Refused(415, 'unsupported_media_type', 'Packed with something else than gzip'),
    Refused(429, 'rate_limited', 'Too much is under way; come again after Retry-After'),
    Refused(503, 'unavailable', 'Cannot be stored now; send it again after Retry-After'),
  );
