let requireOfChunk; const requireOfNode = (name) => (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
import{annotate,say,sayAnnotations,sayFailure,tellFailure}from"./report-message-reason.js";import"./model-leaf.js";export{annotate,say,sayAnnotations,sayFailure,tellFailure};
