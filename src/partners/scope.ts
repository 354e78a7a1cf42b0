import { type Scope, systemScope, tenantScope } from '../database/unit-of-work.js';
import type { Viewer } from './viewer.js';

/** The rows a viewer may see: the operator's all, everybody else's own slice. */
export const scopeOf = (viewer: Viewer): Scope =>
  viewer.role === 'OPERATOR' ? systemScope : tenantScope(viewer.organisationId);
