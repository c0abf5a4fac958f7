import type { OperatorAlert } from '../domain/operator-alert.ts';
import { type EmailFrame, type RenderedEmail, setEmail } from './email-layout.ts';
import { figures, paragraph } from './email-parts.ts';

/** An alert for whoever runs the installation: what happened, how bad it is, and the ids to look it up by. */
export function operatorAlertEmail(alert: OperatorAlert, frame: EmailFrame): RenderedEmail {
  const { code, contractId, milestoneId, severity, summary } = alert;
  const lines = [
    { label: 'Code', value: code },
    ...(milestoneId === null ? [] : [{ label: 'Milestone', value: milestoneId }]),
    ...(contractId === null ? [] : [{ label: 'Contract', value: contractId }]),
  ];
  const about = milestoneId === null ? 'loop payments drift' : `loop payments milestone ${milestoneId}`;
  const next = `Look at it with: ${about}`;
  return setEmail(
    {
      subject: `${severity === 'critical' ? 'Critical' : 'Warning'}: ${code.replaceAll(/[_.-]+/g, ' ')}`,
      preview: summary,
      heading: severity === 'critical' ? 'Money needs you now' : 'Money needs a look',
      html: [paragraph(summary), figures(lines), paragraph(next)],
      text: [summary, '', ...lines.map(({ label, value }) => `${label}: ${value}`), '', next],
    },
    frame,
  );
}
