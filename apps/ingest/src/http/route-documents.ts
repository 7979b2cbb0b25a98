import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiResponse } from '@nestjs/swagger';
import { eventTypes } from '@touchstone/contracts';
import { STATUS_CODES } from 'node:http';

/** An event for the documents. */
export const cloudEvent = {
  specversion: '1.0',
  id: 'deal-7-won',
  source: 'crm/hubspot',
  type: 'deal.won.v1',
  time: '2026-03-31T15:00:00.000Z',
  data: eventTypes['deal.won.v1'].example,
};

/** Body of `POST /v1/events`. */
export const CloudEventsBody = (): MethodDecorator =>
  ApiBody({
    schema: { oneOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }] },
    examples: { one: { value: cloudEvent }, list: { value: [cloudEvent] } },
  });

/** The receipt that a request with a list of events, or a Segment batch, is answered with. */
export const ReceiptAnswer = (): MethodDecorator =>
  ApiResponse({
    status: 200,
    description: 'Durable: how many were accepted, were duplicates, were rejected and why.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['accepted', 'duplicates', 'ignored', 'rejected'],
          properties: {
            accepted: { type: 'integer' },
            duplicates: { type: 'integer' },
            ignored: { type: 'integer', description: 'Understood, and without effect.' },
            rejected: {
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  index: { type: 'integer' },
                  id: { type: ['string', 'null'] as unknown as 'string' },
                  reason: { type: 'string' },
                  detail: { type: 'string' },
                },
              },
            },
          },
        },
        example: {
          accepted: 2,
          duplicates: 1,
          ignored: 0,
          rejected: [{ index: 3, id: 'evt-4', reason: 'invalid_data', detail: 'data.dealId: is missing' }],
        },
      },
    },
  });

/** A failure of the route, as a problem document. */
export const Refused = (status: number, code: string, description: string): MethodDecorator =>
  ApiResponse({
    status,
    description,
    content: {
      'application/problem+json': {
        schema: { type: 'object', description: `RFC 9457 problem document: ${STATUS_CODES[status] ?? ''}.` },
        example: {
          type: `urn:touchstone:problem:${code}`,
          title: code.replaceAll('_', ' '),
          status,
          detail: `${description}.`,
          code,
          retry: status === 429 || status === 503,
        },
      },
    },
  });

/** What every route with a key has. */
export const RefusedCallers = (scope: string): MethodDecorator =>
  applyDecorators(
    Refused(401, 'unauthenticated', 'The key is not known'),
    Refused(403, 'forbidden', `The key lacks the scope ${scope}`),
  );

/** The answer of a route, as one object. */
export const Answered = (description: string, example: object): MethodDecorator =>
  ApiResponse({
    status: 200,
    description,
    content: { 'application/json': { schema: { type: 'object' }, example } },
  });
