import type { MonitoringWarning } from '../entities/index.js';
import { type Outcome, refuse } from '../kernel/index.js';
import { type CollectionCommand, type CollectionRecorder, checkNote, refuseIssues } from './collection-recorder.js';

export interface AcknowledgeInput {
  readonly warning: string;
  readonly note: string | null;
}

const ACKNOWLEDGE = {
  name: 'warning.acknowledge',
  text: `UPDATE monitoring_warning SET acknowledged_at = $2, acknowledged_by = $3, note = $4
         WHERE id = $1 AND acknowledged_at IS NULL`,
};

/** Warnings are raised by the sweep and by broken rules; a person acknowledges them. */
export class WarningService {
  constructor(private readonly recorder: CollectionRecorder) {}

  acknowledge(command: CollectionCommand, input: AcknowledgeInput): Promise<Outcome<MonitoringWarning>> {
    const { warning: id, note } = input;
    const what = {
      table: 'monitoring_warning',
      kind: 'monitoringWarning',
      operation: 'warningAcknowledge',
      id,
      input,
    } as const;
    return this.recorder.move(command, what, async (tx, { kind }, at) => {
      refuseIssues(checkNote(note));
      if ((await tx.run(ACKNOWLEDGE, [id, at, command.viewer.keyId, note])) === 0) {
        const message = 'Somebody has acknowledged this warning already.';
        return refuse({ problem: 'StateConflict', message, from: 'ACKNOWLEDGED', to: 'ACKNOWLEDGED' });
      }
      return { kind: 'warning.acknowledged', subjectKind: 'monitoringWarning', subjectId: id, payload: { kind } };
    });
  }
}
