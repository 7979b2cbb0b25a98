export * from './api.module.js';
export * from './config.js';
export { mountDocuments, openApiDocument } from './documents/openapi.js';
export { Answers, QueryParameters } from './documents/route-documents.js';
export { generateDocuments } from './generate.js';
export { serveApi } from './serve.js';
