import { Controller, type DynamicModule, Get, Inject, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { messageOf } from './fault.js';
import { Public } from './public.js';

/** Something a process needs to do its work; `check` throws, with a reason, while it is not there. */
export interface ReadinessCheck {
  name: string;
  check: () => Promise<unknown>;
}

const CHECKS = Symbol('READINESS_CHECKS');

@ApiExcludeController()
@Public()
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    @Inject(CHECKS) private readonly checks: ReadinessCheck[],
  ) {}

  /** The process runs and its event loop turns. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Everything that the process needs answers; else 503 that says what does not. */
  @Get('ready')
  ready(): Promise<unknown> {
    return this.health.check(
      this.checks.map(({ name, check }) => async () => {
        const session = this.indicator.check(name);
        try {
          await check();
          return session.up();
        } catch (thrown) {
          return session.down({ reason: messageOf(thrown) });
        }
      }),
    );
  }
}

/** `GET /health/live` and `/health/ready`. */
@Module({})
export class HealthModule {
  static with(checks: ReadinessCheck[]): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [{ provide: CHECKS, useValue: checks }],
    };
  }
}
