import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { onTestFinished, vi } from 'vitest';
import { createAwsReader, type LiveReader } from '../../src/aws/reader.ts';
import type { SessionOptions } from '../../src/aws/session.ts';
import { stubAwsEnvironment } from '../aws/environment.ts';
import { instantClock } from '../aws/instant-clock.ts';
import { type AwsServer, type ServerOptions, startAwsServer } from './server.ts';
import type { World } from './world.ts';

/** Starts a server, makes the environment point at it and at nothing of the machine's own, and undoes both after the test. */
export async function serve(world: World | readonly World[], options: ServerOptions = {}): Promise<AwsServer> {
  const server = await startAwsServer(world, options);
  // Not a hook of this module: of the files that share it in a worker, it would belong to the first alone.
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  stubAwsEnvironment({ AWS_ENDPOINT_URL: server.endpoint });
  return server;
}

/** A reader that tries again at once, three times in all, and waits for no token. */
export function quickReader(options: SessionOptions = {}): LiveReader {
  return createAwsReader({ retryStrategy: new ConfiguredRetryStrategy(3, 0), clock: instantClock(), ...options });
}
