export * from './claims.js';
export * from './graphql.js';
export * from './json.js';
export * from './loan.js';
export * from './module.js';
export * from './ports.js';
export * from './purpose.js';
export * from './rating.js';
