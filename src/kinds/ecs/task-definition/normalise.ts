import type { CollectionOf, RecordOf } from '../../../compare/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { ContainerModel, PortMappingModel } from './container.ts';
import type { TaskDefinitionModel } from './model.ts';

/*
 * What cannot be left to the comparison of single members, because it depends on others. Applied to both sides;
 * applying it twice changes nothing more.
 */

/**
 * In the network modes `awsvpc` and `host` the host port is the container port, written or not: there it is left out.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export function normaliseLive(model: TaskDefinitionModel): TaskDefinitionModel {
  if (!sharesPorts(model.networkMode) || model.containers === undefined) return model;
  return { ...model, containers: model.containers.map(withoutHostPorts) };
}

/**
 * The declared side of {@link normaliseLive}. `networkMode`: the live one, which holds where the code names none or
 * another.
 */
export function normaliseDeclared(
  declared: RecordOf<TaskDefinitionModel>,
  networkMode: Text | undefined,
): RecordOf<TaskDefinitionModel> {
  if (declared.state === 'unknown' || !sharesPorts(networkMode)) return declared;
  const { containers } = declared.members;
  return { ...declared, members: { ...declared.members, containers: eachElement(containers, declaredContainer) } };
}

function sharesPorts(networkMode: Text | undefined): boolean {
  return networkMode === 'awsvpc' || networkMode === 'host';
}

function withoutHostPorts(container: ContainerModel): ContainerModel {
  const portMappings = container.portMappings?.map((mapping) =>
    mapping.hostPort === mapping.containerPort ? { ...mapping, hostPort: undefined } : mapping,
  );
  return { ...container, portMappings };
}

function declaredContainer(container: RecordOf<ContainerModel>): RecordOf<ContainerModel> {
  if (container.state === 'unknown') return container;
  const { portMappings } = container.members;
  return { ...container, members: { ...container.members, portMappings: eachElement(portMappings, declaredMapping) } };
}

function declaredMapping(mapping: RecordOf<PortMappingModel>): RecordOf<PortMappingModel> {
  if (mapping.state === 'unknown') return mapping;
  const { containerPort, hostPort } = mapping.members;
  const same =
    containerPort?.state === 'known' && hostPort?.state === 'known' && hostPort.value === containerPort.value;
  return same ? { ...mapping, members: { ...mapping.members, hostPort: undefined } } : mapping;
}

function eachElement<D>(
  collection: CollectionOf<D> | undefined,
  change: (element: D) => D,
): CollectionOf<D> | undefined {
  if (collection === undefined || collection.state === 'unknown') return collection;
  return { ...collection, elements: collection.elements.map(change) };
}
