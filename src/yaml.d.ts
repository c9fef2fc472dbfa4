/**
 * A YAML file as a module, parsed when the code is built (`build/yaml.mjs`). Its shape is checked where it is imported.
 */
declare module '*.yaml' {
  const data: unknown;
  export default data;
}
