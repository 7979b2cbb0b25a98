import { expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { madeOf, tokenOf } from './made-of.js';

const URL_TEXT = tokenOf<string>('URL_TEXT');
const LIMIT = tokenOf<number>('LIMIT');

class Store {
  constructor(readonly url: string) {}
}
class Pages {
  constructor(
    readonly store: Store,
    readonly limit: number,
    readonly now = () => 7,
  ) {}
}

@Module({
  providers: [
    madeOf(Pages, Store, LIMIT),
    madeOf(Store, URL_TEXT),
    { provide: URL_TEXT, useValue: 'memory:' },
    { provide: LIMIT, useValue: 5 },
  ],
})
class Parts {}

it('makes classes of their parts, with defaults for what is left out', async () => {
  const app = await NestFactory.createApplicationContext(Parts, { logger: false });
  const pages = app.get(Pages);
  expect(pages).toBeInstanceOf(Pages);
  expect(pages).toMatchObject({ store: { url: 'memory:' }, limit: 5 });
  expect(pages.store).toBe(app.get(Store));
  expect(pages.now()).toBe(7);
  await app.close();
});

it('takes only what the constructor takes', () => {
  // @ts-expect-error a number is no store's url
  madeOf(Store, LIMIT);
  // @ts-expect-error the limit comes second
  madeOf(Pages, LIMIT, Store);
  // @ts-expect-error pages need a limit
  madeOf(Pages, Store);
  expect(madeOf(Store, URL_TEXT)).toMatchObject({ provide: Store, inject: [URL_TEXT] });
});
