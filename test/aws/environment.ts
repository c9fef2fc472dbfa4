import { vi } from 'vitest';

/**
 * Makes the environment of a test name invented credentials and nothing of the machine's own. `vi.unstubAllEnvs` undoes it.
 */
export function stubAwsEnvironment(overrides: Readonly<Record<string, string | undefined>> = {}): void {
  const environment: Readonly<Record<string, string | undefined>> = {
    AWS_ACCESS_KEY_ID: 'invented-id',
    AWS_SECRET_ACCESS_KEY: 'invented-key',
    AWS_SESSION_TOKEN: undefined,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: undefined,
    AWS_PROFILE: undefined,
    AWS_ENDPOINT_URL: undefined,
    AWS_MAX_ATTEMPTS: undefined,
    AWS_RETRY_MODE: undefined,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
    AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...overrides,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}
