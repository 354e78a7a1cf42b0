import type { Viewer } from '../partners/viewer.js';
import type { Services } from '../services.js';
import type { Loaders } from './loaders.js';

/** What every resolver gets: who asks, the services, and loaders made for this one request. */
export interface RequestContext {
  readonly viewer: Viewer;
  readonly services: Services;
  readonly loaders: Loaders;
}
