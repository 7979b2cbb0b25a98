import { SetMetadata } from '@nestjs/common';

export const PUBLIC_ROUTE = 'touchstone:public';

/** A route that needs no key: health, metrics, documents. Everything else is denied by default. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC_ROUTE, true);
