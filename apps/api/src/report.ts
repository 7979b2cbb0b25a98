import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Get,
  type NestInterceptor,
  NotAcceptableException,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { map } from 'rxjs';
import type { z } from 'zod';
import type { Query } from './asked-query.js';
import { Answers, ApiQueries } from './documents/route-documents.js';

/** A route that answers a question, as documents and callers see it. */
interface ReportRoute<Answer> {
  /** Below the controller's; its own where left out. */
  path?: string;
  summary: string;
  description: string;
  query: Query;
  schema: z.ZodType<Answer>;
  example: NoInfer<Answer>;
  /** The answer as a table, and what the file is called. */
  csv: (answer: NoInfer<Answer>) => string;
  fileName: string;
  /** Statuses of failures beside those that every report has. */
  problems?: number[];
}

/** A decorator of handlers that give `Answer`; on another one it does not compile. */
type HandlerOf<Answer> = <Handler extends (...asked: never[]) => Promise<Answer>>(
  controller: object,
  name: string,
  handler: TypedPropertyDescriptor<Handler>,
) => void;

/** Serves and documents a handler's answer as JSON or as CSV, whichever the caller accepts. */
export function Report<Answer>(route: ReportRoute<Answer>): HandlerOf<Answer> {
  const { path, summary, description, query, schema, example, csv, fileName, problems = [] } = route;
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiQueries(query),
    Answers({ schema, example, csvExample: csv(example), problems: [400, 401, 403, ...problems, 503] }),
    Get(path),
    UseInterceptors(new JsonOrCsv(csv, fileName)),
  );
}

/** Answers as the caller accepts it; where it is neither JSON nor CSV, 406 before any work. */
class JsonOrCsv<Answer> implements NestInterceptor<Answer, Answer | string> {
  constructor(
    private readonly csv: (answer: Answer) => string,
    private readonly fileName: string,
  ) {}

  intercept(context: ExecutionContext, handler: CallHandler<Answer>) {
    const http = context.switchToHttp();
    const format = http.getRequest<Request>().accepts(['application/json', 'text/csv']);
    if (!format) throw new NotAcceptableException('The answer is there as application/json and text/csv.');
    const response = http.getResponse<Response>();
    return handler.handle().pipe(
      map((answer) => {
        response.vary('Accept');
        if (format === 'application/json') return answer;
        response.attachment(this.fileName).type('text/csv; charset=utf-8; header=present');
        return this.csv(answer);
      }),
    );
  }
}
