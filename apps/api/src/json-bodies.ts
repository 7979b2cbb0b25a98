import { Fault } from '@touchstone/runtime';
import { json, type NextFunction, type Request, type Response } from 'express';

// by itself, as an application that has doors beside it leaves bodies alone; larger is no event either
const read = json({ limit: '300kb', type: () => true });

/** Reads bodies as JSON, whatever type they claim. The parser's own words would quote what was sent. */
export function jsonBodies(request: Request, response: Response, next: NextFunction): void {
  read(request, response, (thrown?: unknown) => {
    const isJson = (thrown as { type?: string } | undefined)?.type !== 'entity.parse.failed';
    next(isJson ? thrown : new Fault('invalid_request', 'The body is not JSON; send a JSON object.'));
  });
}
