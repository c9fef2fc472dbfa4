import { spawnSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';

/** What the figures were taken on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Gigabytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** Absent where it is not installed. */
  readonly terraform?: string;
}

/** The version of Terraform that is installed, if one is. */
function terraformVersion(): string | undefined {
  const { stdout, status } = spawnSync('terraform', ['version'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' },
  });
  return status === 0 ? /^Terraform v(\S+)/m.exec(stdout)?.[1] : undefined;
}

/** This machine. */
export function thisMachine(): Machine {
  const processors = cpus();
  const terraform = terraformVersion();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    ...(terraform === undefined ? {} : { terraform }),
  };
}

/** The machine in one line. */
export function machineText({ processor, cores, memory, system, node, terraform }: Machine): string {
  const tools = [`Node.js ${node}`, terraform === undefined ? 'no Terraform' : `Terraform ${terraform}`];
  return `${processor}, ${cores} cores, ${memory} GB, ${system}, ${tools.join(', ')}`;
}
