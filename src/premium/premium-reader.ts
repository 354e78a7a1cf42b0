import { selectList } from '../database/columns.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { EarningSegment } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { Segment } from './segments.js';

export type PolicySegment = Segment & Pick<EarningSegment, 'policyId'>;

const SEGMENTS = {
  name: 'premium.segmentsOfPolicies',
  text: `SELECT ${selectList(EarningSegment)} FROM earning_segment WHERE policy_id = ANY ($1) ORDER BY policy_id, number`,
};

/** Reads what the books know of a policy's premium, each viewer its own slice. */
export class PremiumReader {
  constructor(private readonly units: UnitOfWork) {}

  /** Oldest first. */
  segmentsOf(viewer: Viewer, policyIds: readonly string[]): Promise<PolicySegment[]> {
    return this.units.run(scopeOf(viewer), (tx) => tx.rows<PolicySegment>(SEGMENTS, [policyIds]), { readOnly: true });
  }
}
