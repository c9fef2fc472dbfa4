import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dnsSuffixOf, knownRegions, partitionOfRegion, partitions } from '../../src/model/partition.ts';

interface SdkPartition {
  readonly id: string;
  readonly regionRegex: string;
  readonly regions: Readonly<Record<string, unknown>>;
  readonly outputs: { readonly dnsSuffix: string };
}

/** The table that the SDK's clients choose their endpoints by. It is no part of what the package exports. */
async function sdkPartitions(): Promise<readonly SdkPartition[]> {
  const main = createRequire(import.meta.url).resolve('@aws-sdk/core/client');
  const root = main.slice(0, main.lastIndexOf('@aws-sdk/core') + '@aws-sdk/core'.length);
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name).toBe('@aws-sdk/core');
  const file = join(root, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js');
  const { partitionsInfo } = await import(pathToFileURL(file).href);
  return partitionsInfo.partitions;
}

describe('partitions', () => {
  it("are the SDK's, each with its regions and host names", async () => {
    const known = (await sdkPartitions()).map(({ id, regions, outputs }) => ({
      id,
      // `aws-global` and the like are no regions that anything lives in.
      regions: Object.keys(regions).filter((region) => !region.endsWith('-global')),
      dnsSuffix: outputs.dnsSuffix,
    }));
    const byId = <T extends { readonly id: string }>(all: readonly T[]) =>
      all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(
      byId(partitions).map(({ id, regions, dnsSuffix }) => ({ id, regions: regions.toSorted(), dnsSuffix })),
    ).toEqual(byId(known).map((one) => ({ ...one, regions: one.regions.toSorted() })));
  });

  it('take a region for theirs when the SDK does, also one that is yet to come', async () => {
    for (const { id, regionRegex, regions } of await sdkPartitions()) {
      for (const region of Object.keys(regions).filter((one) => !one.endsWith('-global'))) {
        for (const one of [region, region.replace(/\d+$/, '9')]) {
          expect([one, new RegExp(regionRegex).test(one)]).toEqual([one, true]);
          expect([one, partitionOfRegion(one)]).toEqual([one, id]);
        }
      }
    }
  });

  it('do not know what is no region', () => {
    expect(partitionOfRegion('')).toBeUndefined();
    expect(partitionOfRegion('local')).toBeUndefined();
    expect(partitionOfRegion('us-east')).toBeUndefined();
    expect(dnsSuffixOf('aws-moon')).toBeUndefined();
    expect(knownRegions.has('eu-central-1')).toBe(true);
  });
});
