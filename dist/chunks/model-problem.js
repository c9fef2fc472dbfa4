let requireOfChunk; const requireOfNode = (name) => process.getBuiltinModule(name) ?? (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
var ProblemError=class extends Error{name="ProblemError";problem;constructor(e,r){super(e.code,r),this.problem=e}};export{ProblemError};
