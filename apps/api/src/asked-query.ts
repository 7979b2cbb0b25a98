import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { parseQuery } from './query.js';

/** The query parameters of a route: what checks them, and how documents show them. */
export interface Query<Schema extends z.ZodObject = z.ZodObject> {
  schema: Schema;
  /** Names of those that may be repeated. */
  repeated: readonly string[];
  /** The same as documents show it: what may be repeated is an array. */
  document: z.ZodObject;
}

/** Parameters that may be repeated: by name what documents say of one value. */
type Lists = Readonly<Record<string, z.ZodType>>;

/** The query of some parameters, each with its schema; of `lists` those count that are among them. */
export function queryOf<Shape extends z.ZodRawShape>(
  parameters: Shape,
  lists: Lists = {},
): Query<z.ZodObject<Shape, z.core.$strict>> {
  const schema = z.strictObject(parameters);
  const arrays = Object.entries(parameters).flatMap(([name, one]) => {
    const { [name]: item } = lists;
    const description = (one as z.ZodType).meta()?.description ?? '';
    return item ? [[name, z.array(item).optional().meta({ description })] as const] : [];
  });
  return { schema, repeated: Object.keys(lists), document: schema.extend(Object.fromEntries(arrays)) };
}

/** Makes queries of which parameters of these names may be repeated; documents show one value as text, or as `items` say. */
export const queryWithLists = (names: readonly string[], items: Lists = {}) => {
  const lists = { ...Object.fromEntries(names.map((name) => [name, z.string()])), ...items };
  return <Shape extends z.ZodRawShape>(parameters: Shape) => queryOf(parameters, lists);
};

/** A decorator of parameters that take `Value`; on another one it does not compile. */
type ParameterOf<Value> = <
  Name extends string,
  Place extends number,
  Controller extends Record<Name, (...asked: never[]) => unknown>,
>(
  controller: Controller,
  handler: Value extends Parameters<Controller[Name]>[Place] ? Name : never,
  place: Place,
) => void;

/**
 * What the caller asked, checked whole, as a handler's parameter; a bad query is a Fault `invalid_request`.
 * A parameter of another type does not compile.
 */
export const Asked = <Schema extends z.ZodObject>({ schema, repeated }: Query<Schema>) =>
  createParamDecorator((_: unknown, context: ExecutionContext) =>
    parseQuery(schema, context.switchToHttp().getRequest<Request>(), repeated),
  )() as ParameterOf<z.output<Schema>>;
