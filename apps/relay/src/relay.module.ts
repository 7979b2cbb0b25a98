import { type DynamicModule, Module } from '@nestjs/common';
import { Relay, type RelayParts } from './relay.js';

/** Runs the relay as long as the application runs. */
@Module({})
export class RelayModule {
  static with(parts: RelayParts): DynamicModule {
    return {
      module: RelayModule,
      providers: [{ provide: Relay, useFactory: () => new Relay(parts) }],
      exports: [Relay],
    };
  }
}
