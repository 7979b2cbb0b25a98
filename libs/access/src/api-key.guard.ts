import { type CanActivate, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { Fault, PUBLIC_ROUTE } from '@touchstone/runtime';
import type { Request } from 'express';
import type { Scope } from './api-key.js';
import { type ApiKeys, type Caller, requireScope } from './api-keys.js';

const SCOPE = 'touchstone:scope';

/** The scope that a route needs; a route that says nothing is closed. */
export const RequireScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(SCOPE, scope);

type CallerRequest = Request & { caller?: Caller };

/** The key that a request presents: Bearer, Basic (user name), or X-Api-Key. */
export function presentedKey(request: Pick<Request, 'headers'>): string | null {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return value || null;
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0] || null;
  const header = request.headers['x-api-key'];
  return typeof header === 'string' && header !== '' ? header : null;
}

/** Default deny: every route is public by `@Public()` or needs a key with the scope of `@RequireScope()`. */
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) return true;
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE, targets);
    if (!scope)
      throw new Fault('forbidden', 'This route is closed.', { internal: 'the route names no scope' });
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const caller = await this.keys.authenticate(presentedKey(request));
    requireScope(caller, scope);
    request.caller = caller;
    return true;
  }
}

/** The caller, as a handler's parameter. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<CallerRequest>();
  if (!caller) throw new Fault('unauthenticated', 'An API key is needed.');
  return caller;
});
