let requireOfChunk; const requireOfNode = (name) => (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
var process_default=process,{env,versions}=process;export{process_default,env,versions};
