import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { afterEach, vi } from 'vitest';
import { createAwsReader, type LiveReader } from '../../src/aws/reader.ts';
import type { SessionOptions } from '../../src/aws/session.ts';
import { type AwsServer, type ServerOptions, startAwsServer } from './server.ts';
import type { World } from './world.ts';

const running: AwsServer[] = [];

/** Starts a server, makes the environment point at it and at nothing of the machine's own, and undoes both after the test. */
export async function serve(world: World | readonly World[], options: ServerOptions = {}): Promise<AwsServer> {
  const server = await startAwsServer(world, options);
  running.push(server);
  const environment: Record<string, string | undefined> = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: 'invented-id',
    AWS_SECRET_ACCESS_KEY: 'invented-key',
    AWS_SESSION_TOKEN: undefined,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: undefined,
    AWS_PROFILE: undefined,
    AWS_MAX_ATTEMPTS: undefined,
    AWS_RETRY_MODE: undefined,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return server;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A reader that tries again at once, three times in all. */
export function quickReader(options: SessionOptions = {}): LiveReader {
  return createAwsReader({ retryStrategy: new ConfiguredRetryStrategy(3, 0), ...options });
}
