// PouchDB's server on LevelDB: node pouchdb_server.js DATA PORT
const load = require('module').createRequire(process.cwd() + '/');
const PouchDB = load('pouchdb').defaults({ prefix: process.argv[2] + '/' });
const app = load('express')();
app.use('/', load('express-pouchdb')(PouchDB, {
  mode: 'minimumForPouchDB', logPath: process.argv[2] + '/log.txt',
}));
app.listen(Number(process.argv[3]), '127.0.0.1', () => console.log('ready'));
