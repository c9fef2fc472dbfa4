import { keyText } from '../../aws/key.ts';
import type { AnyReadDefinition, Read } from '../../aws/read.ts';
import type { AwsReader } from '../../aws/reader.ts';
import { type Reads, reads } from '../../aws/reads/index.ts';
import type { Scene } from '../../aws/scene.ts';

/** What a run would ask AWS. */
export interface AskedRead {
  readonly definition: AnyReadDefinition;
  readonly key: object;
  readonly region: string;
}

/** Answers every read with what is plausible, and keeps what was asked. */
export interface RehearsalReader extends AwsReader {
  /** Each once, in the order in which they were first asked. */
  asked(): readonly AskedRead[];
}

const definitions: ReadonlyMap<string, AnyReadDefinition> = new Map(
  reads.map((definition) => [definition.action, definition]),
);

/**
 * A reader that asks nobody.
 *
 * @param scene what the answers are made of, at the time of each read
 * @param ownRegion of what names no region
 */
export function rehearsalReader(scene: () => Scene, ownRegion: string): RehearsalReader {
  const asked = new Map<string, AskedRead>();
  return {
    source: 'aws',
    defaultRegion: async () => ownRegion,
    asked: () => [...asked.values()],
    async read(name, key, region = ownRegion) {
      const definition = definitions.get(name);
      if (definition === undefined) throw new TypeError(`no read ${name}`);
      const id = keyText(name, key, region);
      if (!asked.has(id)) asked.set(id, { definition, key, region });
      // The definition gives what the name stands for.
      return { status: 'found', value: definition.plausible(key, scene(), region) } as Read<
        Reads[typeof name]['result']
      >;
    },
  };
}
