let requireOfChunk; const requireOfNode = (name) => (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
import{settledCode,withHistory}from"./git-commit-files.js";import"./decimal-js-decimal.js";import"./report-message-reason.js";import"./model-leaf.js";export{settledCode,withHistory};
