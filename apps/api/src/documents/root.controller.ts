import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Public } from '@touchstone/runtime';
import { z } from 'zod';
import { Answers } from './route-documents.js';

const links = {
  name: 'touchstone',
  documents: '/docs',
  openapi: '/openapi.json',
  attribution: '/v1/attribution',
  health: '/health/ready',
  metrics: '/metrics',
};

const LinksSchema = z
  .record(z.string(), z.string())
  .meta({ description: 'Where to find what; paths of this host.' });

/** `GET /`: where to look next. */
@ApiTags('documents')
@ApiSecurity({})
@Public()
@Controller()
export class RootController {
  @ApiOperation({ summary: 'Links to what is here' })
  @Answers({ schema: LinksSchema, example: links, problems: [] })
  @Get()
  get(): Record<string, string> {
    return links;
  }
}
