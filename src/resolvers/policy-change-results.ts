import { PolicyChange, PolicyChangePreview } from '../schema/policy-change.js';
import {
  AuthorityExceeded,
  IdempotencyConflict,
  InvalidInput,
  LimitExceeded,
  NotFound,
  PurposeLocked,
  StateConflict,
} from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';

export const PolicyChangeResult = resultUnion('PolicyChangeResult', PolicyChange, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
  LimitExceeded,
  PurposeLocked,
  AuthorityExceeded,
]);
export const PolicyChangePreviewResult = resultUnion('PolicyChangePreviewResult', PolicyChangePreview, [
  InvalidInput,
  NotFound,
  StateConflict,
  LimitExceeded,
  AuthorityExceeded,
]);
