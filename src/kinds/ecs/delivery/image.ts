import type { ImageObservation } from './observe.ts';

/** An image of ECR that is named by a tag. */
export interface ImageName {
  /** The account. */
  readonly registry: string;
  readonly region: string;
  readonly repository: string;
  readonly tag: string;
}

/**
 * Reads `<account>.dkr.ecr.<region>.amazonaws.com/<repository>[:<tag>]`, also of other partitions, FIPS and dual-stack
 * endpoints. Without a tag it is `latest`. undefined for other registries, and for an image named by digest, which
 * cannot change.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
export function imageName(image: string): ImageName | undefined {
  const host =
    /^(?<registry>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)\/(?<rest>.+)$/.exec(
      image,
    );
  const { registry, region, rest } = host?.groups ?? {};
  if (registry === undefined || region === undefined || rest === undefined || rest.includes('@')) return undefined;
  const colon = rest.lastIndexOf(':');
  const repository = colon === -1 ? rest : rest.slice(0, colon);
  const tag = colon === -1 ? 'latest' : rest.slice(colon + 1);
  return repository === '' || tag === '' ? undefined : { registry, region, repository, tag };
}

/** Whether containers run another image than the one that the tag stands for now. */
export function isStale({ running, tagged }: ImageObservation): boolean {
  return tagged.status === 'found' && running.some((digest) => !tagged.value.digests.includes(digest));
}
