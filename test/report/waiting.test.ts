import { expect, it } from 'vitest';
import type { Hop } from '../../src/model/report/delivery.ts';
import { continueCommand } from '../../src/report/message/delivery.ts';
import { hopStateText } from '../../src/report/message/finding.ts';
import { hopStanding } from '../../src/report/message/trace.ts';

/* A deployment that goes on when somebody says so. */

const deployment = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/shop/api/AbCdEfGhIjKlMnOpQrStU';
const waiting = { deployment, hook: 'ecs-pause-1', stage: 'POST_SCALE_UP', until: '2026-03-03T09:30:00.000Z' };
const hop = (waits: Hop['waiting']): Hop => ({
  hop: 'deployment',
  state: 'as-declared',
  status: 'IN_PROGRESS',
  ...(waits && { waiting: waits }),
});

it('is said to wait, at which stage, until when and what comes then', () => {
  expect(hopStateText(hop({ ...waiting, otherwise: 'ROLLBACK' }))).toBe(
    'as declared, IN_PROGRESS, waits for somebody at POST_SCALE_UP until 2026-03-03 09:30 UTC (then ROLLBACK)',
  );
  expect(hopStanding(hop({ deployment, hook: 'ecs-pause-1' }), 'code')).toBe(
    'as declared, IN_PROGRESS, waits for somebody',
  );
});

it('is not said to wait when it does not', () => {
  expect(hopStateText(hop(undefined))).toBe('as declared, IN_PROGRESS');
  expect(hopStanding(hop(undefined), 'code')).toBe('as declared, IN_PROGRESS');
});

it('goes on by a command with the deployment and the hook', () => {
  expect(continueCommand(waiting)).toBe(
    `aws ecs continue-service-deployment --service-deployment-arn ${deployment} --hook-id ecs-pause-1 --action CONTINUE`,
  );
});
