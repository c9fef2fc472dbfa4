import { createRequire as createRequireForBundle } from 'node:module'; let requireOfChunk; const require = (name) => (requireOfChunk ??= createRequireForBundle(import.meta.url))(name); const chunkUrl = () => import.meta.url;
var process_default=process,{env,versions}=process;export{process_default,env,versions};
