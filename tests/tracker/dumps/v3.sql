PRAGMA application_id = 1667329139;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE calendar (
            number INTEGER PRIMARY KEY,
            place ANY NOT NULL UNIQUE,
            token ANY,
            listed TEXT
        ) STRICT;
INSERT INTO "calendar" VALUES(1,'https://dav.example/jo/follow-ups/','7','2026-12-02T09:30:00+00:00');
CREATE TABLE command (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            words TEXT NOT NULL
        ) STRICT;
INSERT INTO "command" VALUES(1,'2026-12-02T09:30:00+00:00','track one.ics bolt.ics');
INSERT INTO "command" VALUES(2,'2026-12-02T10:30:00+00:00','everything at once');
INSERT INTO "command" VALUES(3,'2026-12-02T11:30:00+00:00','untrack bolt');
INSERT INTO "command" VALUES(4,'2026-12-02T12:30:00+00:00','sync');
INSERT INTO "command" VALUES(5,'2026-12-02T13:30:00+00:00','sync');
CREATE TABLE declined (
            event TEXT NOT NULL,
            saying TEXT NOT NULL,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            PRIMARY KEY (event, command)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "declined" VALUES('quiz@club.example','Job interview quiz',5);
CREATE TABLE entry (
            number INTEGER PRIMARY KEY,
            interview INTEGER NOT NULL REFERENCES interview (number) ON DELETE CASCADE,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content))
        ) STRICT;
INSERT INTO "entry" VALUES(1,1,2,'done','{"told":"2026-12-02T09:30:00+00:00","step":"thank-you","person":"sarah@acme.example","on":"2026-12-02T09:30:00+00:00"}');
INSERT INTO "entry" VALUES(2,1,2,'done','{"told":"2026-12-02T09:30:00+00:00","step":"linkedin","person":"","on":"2026-12-02"}');
INSERT INTO "entry" VALUES(3,1,2,'skipped','{"told":"2026-12-02T09:30:00+00:00","step":"stop","person":""}');
INSERT INTO "entry" VALUES(4,1,2,'moved','{"told":"2026-12-02T09:30:00+00:00","step":"status-check","person":"","to":"2026-12-02T09:30:00+00:00"}');
INSERT INTO "entry" VALUES(5,1,2,'moved','{"told":"2026-12-02T09:30:00+00:00","step":"status-check","person":"","to":null}');
INSERT INTO "entry" VALUES(6,1,2,'decided','{"told":"2026-12-02T09:30:00+00:00","decision":{"date":"2026-12-09","phrase":"by Wednesday","reading":"Wednesday, 9 December"}}');
INSERT INTO "entry" VALUES(7,1,2,'outcome','{"told":"2026-12-02T09:30:00+00:00","turn":"offer","on":"2026-12-02T09:30:00+00:00","deadline":"2026-12-11","prefer":["fedcba987654"]}');
INSERT INTO "entry" VALUES(8,1,2,'noted','{"told":"2026-12-02T09:30:00+00:00","text":"She asked about queues","person":"sarah@acme.example"}');
INSERT INTO "entry" VALUES(9,1,2,'cancelled','{"told":"2026-12-02T09:30:00+00:00"}');
INSERT INTO "entry" VALUES(10,1,2,'revived','{"told":"2026-12-02T09:30:00+00:00"}');
INSERT INTO "entry" VALUES(11,1,2,'archived','{"told":"2026-12-02T09:30:00+00:00"}');
INSERT INTO "entry" VALUES(12,2,3,'untracked','{"told":"2026-12-02T09:30:00+00:00"}');
INSERT INTO "entry" VALUES(13,1,4,'moved','{"told":"2026-12-02T12:30:00+00:00","step":"status-check","person":"","to":"2026-12-11"}');
INSERT INTO "entry" VALUES(14,1,5,'met','{"told":"2026-12-02T13:30:00+00:00","people":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""},{"name":"Tom Ng","email":null,"optional":true,"declined":false,"key":"tom"}]}');
INSERT INTO "entry" VALUES(15,1,5,'answered','{"told":"2026-12-02T13:30:00+00:00","step":"who-was-there","person":"","text":"Sarah and Tom","reading":"2 people: Sarah Lee and Tom Ng"}');
INSERT INTO "entry" VALUES(16,1,5,'answered','{"told":"2026-12-02T13:30:00+00:00","step":"thank-you","person":"tom","text":"hm?","reading":""}');
CREATE TABLE event (
            uid TEXT NOT NULL,
            version INTEGER NOT NULL REFERENCES version (number) ON DELETE CASCADE,
            PRIMARY KEY (uid, version)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES('one@acme.example',1);
INSERT INTO "event" VALUES('zero@acme.example',1);
INSERT INTO "event" VALUES('one@acme.example',3);
INSERT INTO "event" VALUES('zero@acme.example',3);
CREATE TABLE image (
            number INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
            uid ANY NOT NULL,
            href ANY NOT NULL,
            before ANY NOT NULL,
            after ANY NOT NULL,
            base ANY NOT NULL
        ) STRICT;
INSERT INTO "image" VALUES(1,1,'b@calsync','b.ics','',X'68616C6620EDA0BD','');
INSERT INTO "image" VALUES(2,1,'c@calsync','c.ics','BEGIN:VEVENT','','wanted');
CREATE TABLE interview (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            ref TEXT NOT NULL,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            hidden_by INTEGER REFERENCES command (id) ON DELETE SET NULL
        ) STRICT;
INSERT INTO "interview" VALUES(1,'0123456789ab','acme-onsite',1,NULL);
INSERT INTO "interview" VALUES(2,'fedcba987654','bolt',1,3);
CREATE TABLE learnt (
            command INTEGER PRIMARY KEY REFERENCES command (id) ON DELETE CASCADE,
            run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE
        ) STRICT;
INSERT INTO "learnt" VALUES(4,1);
CREATE TABLE reminder (
            calendar INTEGER NOT NULL REFERENCES calendar (number) ON DELETE CASCADE,
            uid ANY NOT NULL,
            href ANY NOT NULL,
            interview ANY NOT NULL,
            step ANY NOT NULL,
            person ANY NOT NULL,
            agreed_etag ANY,
            agreed_wanted ANY,
            agreed_found ANY,
            agreed_touched INTEGER,
            agreed_seen INTEGER,
            agreed_written TEXT,
            attempt_verb TEXT,
            attempt_wanted ANY,
            attempt_text ANY,
            PRIMARY KEY (calendar, uid)
        ) STRICT;
INSERT INTO "reminder" VALUES(1,'a@calsync','/jo/a.ics','0123456789ab','thank-you','sarah@acme.example','"one"','SUMMARY:Thank Sarah
','SUMMARY:Sarah!
',1,0,'2026-12-02T09:30:00+00:00',NULL,NULL,NULL);
INSERT INTO "reminder" VALUES(1,'b@calsync','b.ics','0123456789ab','linkedin','',NULL,NULL,NULL,NULL,NULL,NULL,'create','Grüße',X'68616C6620EDA0BD');
INSERT INTO "reminder" VALUES(1,'c@calsync','c.ics','fedcba987654','stop','',NULL,'SUMMARY:Thank Sarah
','SUMMARY:Sarah!
',1,0,'2026-12-02T09:30:00+00:00','remove','','');
CREATE TABLE run (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            calendar INTEGER NOT NULL REFERENCES calendar (number) ON DELETE CASCADE,
            at TEXT NOT NULL
        ) STRICT;
INSERT INTO "run" VALUES(1,1,'2026-12-02T12:30:00+00:00');
CREATE TABLE version (
            number INTEGER PRIMARY KEY,
            interview INTEGER NOT NULL REFERENCES interview (number) ON DELETE CASCADE,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            content TEXT NOT NULL CHECK (json_valid(content)),
            sources TEXT NOT NULL CHECK (json_valid(sources))
        ) STRICT;
INSERT INTO "version" VALUES(1,1,1,'{"interview":{"id":"0123456789ab","company":"Acme","role":"Data Engineer","kind":"onsite","sessions":[{"start":"2026-12-01T13:00:00+00:00","end":"2026-12-01T14:00:00+00:00","title":"Panel","interviewers":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""}],"pause":false},{"start":"2026-12-01T14:00:00+00:00","end":"2026-12-01T15:00:00+00:00","title":"Lunch","interviewers":[],"pause":true}],"zone":"Europe/Berlin","zone_name":"Europe/Berlin","interviewers":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""},{"name":"Tom Ng","email":null,"optional":false,"declined":false,"key":"tom"}],"candidate":"jo@candidate.example","location":"1 Main Street","link":"https://meet.example/abc","uid":"one@acme.example","sequence":2,"file":"one.ics","files":["one.ics","two.ics"],"uids":["one@acme.example"],"all_day":false,"unconfirmed":true,"decision":{"date":"2026-12-09","phrase":"by Wednesday","reading":"Wednesday, 9 December"},"origins":{"company":"the title"},"unsure":["One hour is assumed."]},"wishes":{"cadence":null,"also":[],"leave_out":[],"country":null,"subdivision":null,"also_off":[],"topic":""}}','{"events":[{"file":"one.ics","title":"Panel with Acme","standing":"cancelled","uid":"one@acme.example","recurrence":null,"own_key":"","occurrences":["2026-12-02T09:30:00+00:00"],"revision":{"sequence":2,"vendor_sequence":3,"stamp":"2026-12-02T09:30:00+00:00","modified":"2026-12-02T09:30:00+00:00"},"start":"2026-12-02T09:30:00+00:00","end":"2026-12-02T10:30:00+00:00","all_day":false,"zone":"Europe/Berlin","zone_name":"Europe/Berlin","company":null,"role":null,"kind":"panel","interviewers":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""}],"organiser":null,"candidate":null,"candidate_declined":false,"maybe_candidate":[],"location":null,"link":null,"pause":false,"unconfirmed":false,"evidence":"","origins":{},"unsure":[],"remarks":[]}],"typed":{"company":"Acme","role":null,"kind":null,"start":{"day":"2026-12-01","at":"14:00:00","offset":null},"end":{"day":null,"at":"15:00:00","offset":3600000000},"duration":3600000000,"zone":"+00:00","zone_name":null,"interviewers":[{"name":"Tom Ng","email":null,"optional":false,"declined":false,"key":""}],"candidate":null},"replaced":["zero@acme.example"]}');
INSERT INTO "version" VALUES(2,2,1,'{"interview":{"id":"fedcba987654","company":"Bolt","role":"Data Engineer","kind":"technical","sessions":[{"start":"2026-12-03T09:00:00+00:00","end":"2026-12-03T10:00:00+00:00","title":"","interviewers":[],"pause":false}],"zone":"Europe/Berlin","zone_name":"Europe/Berlin","interviewers":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""}],"candidate":null,"location":null,"link":null,"uid":null,"sequence":null,"file":null,"files":[],"uids":[],"all_day":false,"unconfirmed":false,"decision":null,"origins":{},"unsure":[]},"wishes":{"cadence":null,"also":[],"leave_out":[],"country":null,"subdivision":null,"also_off":[],"topic":""}}','{"events":[],"typed":{"company":null,"role":null,"kind":null,"start":null,"end":null,"duration":null,"zone":null,"zone_name":null,"interviewers":[],"candidate":null},"replaced":[]}');
INSERT INTO "version" VALUES(3,1,2,'{"interview":{"id":"0123456789ab","company":"Acme","role":"Data Engineer","kind":"onsite","sessions":[{"start":"2026-12-01T13:00:00+00:00","end":"2026-12-01T14:00:00+00:00","title":"Panel","interviewers":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""}],"pause":false},{"start":"2026-12-01T14:00:00+00:00","end":"2026-12-01T15:00:00+00:00","title":"Lunch","interviewers":[],"pause":true}],"zone":"Europe/Berlin","zone_name":"Europe/Berlin","interviewers":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""},{"name":"Tom Ng","email":null,"optional":false,"declined":false,"key":"tom"}],"candidate":"jo@candidate.example","location":"1 Main Street","link":"https://meet.example/abc","uid":"one@acme.example","sequence":2,"file":"one.ics","files":["one.ics","two.ics"],"uids":["one@acme.example"],"all_day":false,"unconfirmed":true,"decision":{"date":"2026-12-09","phrase":"by Wednesday","reading":"Wednesday, 9 December"},"origins":{"company":"the title"},"unsure":["One hour is assumed."]},"wishes":{"cadence":"patient","also":["debrief"],"leave_out":["linkedin"],"country":"DE","subdivision":"BY","also_off":["2026-12-24"],"topic":"the question on sharding"}}','{"events":[{"file":"one.ics","title":"Panel with Acme","standing":"cancelled","uid":"one@acme.example","recurrence":null,"own_key":"","occurrences":["2026-12-02T09:30:00+00:00"],"revision":{"sequence":2,"vendor_sequence":3,"stamp":"2026-12-02T09:30:00+00:00","modified":"2026-12-02T09:30:00+00:00"},"start":"2026-12-02T09:30:00+00:00","end":"2026-12-02T10:30:00+00:00","all_day":false,"zone":"Europe/Berlin","zone_name":"Europe/Berlin","company":null,"role":null,"kind":"panel","interviewers":[{"name":"Sarah Lee","email":"sarah@acme.example","optional":false,"declined":false,"key":""}],"organiser":null,"candidate":null,"candidate_declined":false,"maybe_candidate":[],"location":null,"link":null,"pause":false,"unconfirmed":false,"evidence":"","origins":{},"unsure":[],"remarks":[]}],"typed":{"company":"Acme","role":null,"kind":null,"start":{"day":"2026-12-01","at":"14:00:00","offset":null},"end":{"day":null,"at":"15:00:00","offset":3600000000},"duration":3600000000,"zone":"+00:00","zone_name":null,"interviewers":[{"name":"Tom Ng","email":null,"optional":false,"declined":false,"key":""}],"candidate":null},"replaced":["zero@acme.example"]}');
CREATE UNIQUE INDEX interview_id ON interview (id) WHERE hidden_by IS NULL;
CREATE UNIQUE INDEX interview_ref ON interview (ref) WHERE hidden_by IS NULL;
CREATE INDEX interview_command ON interview (command);
CREATE INDEX interview_hidden_by ON interview (hidden_by);
CREATE INDEX version_interview ON version (interview);
CREATE INDEX version_command ON version (command);
CREATE INDEX event_version ON event (version);
CREATE INDEX entry_interview ON entry (interview);
CREATE INDEX entry_command ON entry (command);
CREATE INDEX run_calendar ON run (calendar);
CREATE INDEX learnt_run ON learnt (run);
CREATE INDEX image_run ON image (run);
CREATE INDEX declined_command ON declined (command);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('run',1);
COMMIT;
