import { type ConnectionExpectation, connect } from './connect.ts';
import type { ContainerExpectation } from './containers.ts';
import { environment } from './environment.ts';
import { imageDigest } from './image-digest.ts';
import { logDriver } from './log-driver.ts';
import { plainSecrets } from './plain-secrets.ts';
import { type GroupExpectation, publicIngress } from './public-ingress.ts';
import { secret } from './secret.ts';

/** All that can be expected. A further expectation is a file and a line here. */
export const expectations: readonly (ContainerExpectation | GroupExpectation | ConnectionExpectation)[] = [
  secret,
  environment,
  plainSecrets,
  imageDigest,
  logDriver,
  publicIngress,
  connect,
];
