import type { FactoryProvider, InjectionToken } from '@nestjs/common';

/** The name of a part that no class stands for, with the type of the part. */
export type Token<Part> = symbol & { readonly part: Part };

export const tokenOf = <Part>(name: string) => Symbol(name) as Token<Part>;

type TokenOrClass<Part> = Token<Part> | (abstract new (...parts: never[]) => Part);

/** Provides a class made of other parts, in the order of its constructor; others than it takes do not compile. */
export const madeOf = <Made, Parts extends unknown[]>(
  made: new (...parts: Parts) => Made,
  ...parts: { [Place in keyof Parts]: TokenOrClass<Parts[Place]> }
): FactoryProvider<Made> => ({
  provide: made,
  inject: parts as InjectionToken[],
  useFactory: (...parts: Parts) => new made(...parts),
});
