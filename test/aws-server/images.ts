import { createHash } from 'node:crypto';
import { arn, happen, type ImageState, type RepositoryState, type World } from './world.ts';

/*
 * Repositories and images of ECR. A digest is the sha256 of a manifest; an image for several platforms is an index, whose manifest names
 * the digests of its children. https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */

const imageType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

export function createRepository(world: World, name: string): World {
  const repository: RepositoryState = {
    repositoryArn: arn(world, 'ecr', `repository/${name}`),
    registryId: world.account,
    repositoryName: name,
    repositoryUri: `${registryHost(world)}/${name}`,
    createdAt: world.now,
    imageTagMutability: 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
  return { ...world, repositories: [...world.repositories, repository] };
}

/** The host of the account's registry, as images name it. */
export function registryHost(world: World): string {
  return `${world.account}.dkr.ecr.${world.region}.amazonaws.com`;
}

/**
 * Pushes what was built from `source` under a tag, which leaves the image that had it. With `platforms` (such as `linux/amd64`) it is an
 * index with a child for each.
 */
export function pushImage(
  world: World,
  {
    repository,
    tag,
    source,
    platforms,
  }: {
    readonly repository: string;
    readonly tag: string;
    readonly source: string;
    readonly platforms?: readonly string[];
  },
): World {
  const pushed = happen(world);
  const image = (of: string, tags: readonly string[]) => stored(pushed, repository, imageType, imageManifest(of), tags);
  const children = (platforms ?? []).map((platform) => ({ platform, image: image(`${source} ${platform}`, []) }));
  const top =
    platforms === undefined
      ? image(source, [tag])
      : stored(pushed, repository, indexType, indexManifest(children), [tag]);
  const added = [...children.map((child) => child.image), top];
  const kept = world.images.map((one) => (one.repositoryName === repository ? without(one, tag) : one));
  const replaced = kept.filter((one) => !added.some((other) => sameImage(one, other)));
  // An image that is pushed again keeps the other tags that it has.
  const withTags = added.map((one) => ({
    ...one,
    imageTags: [...(kept.find((other) => sameImage(one, other))?.imageTags ?? []), ...one.imageTags],
  }));
  return { ...pushed, images: [...replaced, ...withTags] };
}

function sameImage(a: ImageState, b: ImageState): boolean {
  return a.repositoryName === b.repositoryName && a.imageDigest === b.imageDigest;
}

function without(image: ImageState, tag: string): ImageState {
  return image.imageTags.includes(tag) ? { ...image, imageTags: image.imageTags.filter((one) => one !== tag) } : image;
}

function stored(
  world: World,
  repositoryName: string,
  mediaType: string,
  manifest: string,
  imageTags: readonly string[],
): ImageState {
  return {
    registryId: world.account,
    repositoryName,
    imageDigest: digest(manifest),
    imageTags,
    imageSizeInBytes: 52_428_800,
    imagePushedAt: world.now,
    imageManifestMediaType: mediaType,
    artifactMediaType: 'application/vnd.oci.image.config.v1+json',
    imageStatus: 'ACTIVE',
    manifest,
  };
}

function imageManifest(source: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: imageType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: 1469, digest: digest(`config ${source}`) },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', size: 52_428_800, digest: digest(`layer ${source}`) },
    ],
  });
}

function indexManifest(children: readonly { readonly platform: string; readonly image: ImageState }[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: indexType,
    manifests: children.map(({ platform, image }) => ({
      mediaType: imageType,
      size: image.manifest.length,
      digest: image.imageDigest,
      platform: { os: platform.split('/')[0], architecture: platform.split('/')[1] },
    })),
  });
}

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The digest that ECS resolves an image to now. Images that are not in this account's registry get one that never changes. */
export function resolveDigest(world: World, image: string): string {
  const [name = '', pinned] = image.split('@');
  if (pinned !== undefined) return pinned;
  return ownImage(world, name)?.imageDigest ?? digest(name);
}

/** The digest that a container of an x86-64 task reports for what the service revision resolved: the child's, if that is an index. */
export function runningDigest(world: World, resolved: string): string {
  const found = world.images.find((one) => one.imageDigest === resolved);
  if (found?.imageManifestMediaType !== indexType) return resolved;
  const index = JSON.parse(found.manifest) as { manifests: { digest: string; platform: { architecture: string } }[] };
  return index.manifests.find(({ platform }) => platform.architecture === 'amd64')?.digest ?? resolved;
}

function ownImage(world: World, name: string): ImageState | undefined {
  const prefix = `${registryHost(world)}/`;
  if (!name.startsWith(prefix)) return undefined;
  const [repository, tag = 'latest'] = name.slice(prefix.length).split(':');
  return world.images.find((one) => one.repositoryName === repository && one.imageTags.includes(tag));
}
