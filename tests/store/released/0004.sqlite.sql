BEGIN TRANSACTION;
CREATE TABLE absences (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	technician_id TEXT NOT NULL, 
	start_s INTEGER NOT NULL, 
	end_s INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_absences PRIMARY KEY (id)
);
INSERT INTO "absences" VALUES('A1',1,14,14,'T02',1571673600,1571677200,'meeting','{"id":"A1","version":1,"changed":{"seq":14,"at_s":1571655600,"by":"dora"},"technician_id":"T02","territories":["EAST"],"start_s":1571673600,"end_s":1571677200,"kind":"meeting"}');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE alerts (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	raised_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_alerts PRIMARY KEY (id)
);
INSERT INTO "alerts" VALUES('breach:V61',2,28,27,'breach','visits/V61',1571666100,'{"id":"breach:V61","version":2,"changed":{"seq":28,"at_s":1571655600,"by":"dora"},"kind":"breach","subject":"visits/V61","visit_id":"V61","territories":["EAST"],"band":"late","cause":"V60 runs over","raised_s":1571666100,"due_s":1571671800,"act_by_s":1571668800,"percent":83,"acknowledged_by":"dora","acknowledged_s":1571655600}');
CREATE TABLE answers (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	"trigger" TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	answered_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_answers PRIMARY KEY (id)
);
INSERT INTO "answers" VALUES('TECH_SICK:T02',1,30,30,'TECH_SICK','accepted',1571666400,'{"id":"TECH_SICK:T02","version":1,"changed":{"seq":30,"at_s":1571655600,"by":"dora"},"trigger":"TECH_SICK","subject":"technicians/T02","territories":["EAST"],"outcome":"accepted","option":"replan","visits":["V61"],"answered_by":"ana","answered_s":1571666400}');
CREATE TABLE assignment (
	visit_id TEXT NOT NULL, 
	technician_id TEXT NOT NULL, 
	start_s INTEGER NOT NULL, 
	end_s INTEGER NOT NULL, 
	blocks BOOLEAN NOT NULL, 
	CONSTRAINT pk_assignment PRIMARY KEY (visit_id, technician_id), 
	CONSTRAINT ck_assignment_span CHECK (0 <= start_s AND start_s <= end_s)
);
INSERT INTO "assignment" VALUES('V60','T01',1571666400,1571670000,1);
INSERT INTO "assignment" VALUES('V61','T01',1571670000,1571673600,1);
CREATE TABLE behaviours (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	learned_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_behaviours PRIMARY KEY (id)
);
INSERT INTO "behaviours" VALUES('field',1,25,25,1571652000,'{"id":"field","version":1,"changed":{"seq":25,"at_s":1571655600,"by":"dora"},"learned_s":1571652000,"n":120,"work":[{"work_type":"LEAK","log_factor":0.1,"variance":0.01,"n":37}],"leave":[30.0,60.0,120.0],"no_access":0.02}');
CREATE TABLE capacity_cells (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	territory TEXT NOT NULL, 
	start_s INTEGER NOT NULL, 
	end_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_capacity_cells PRIMARY KEY (id)
);
INSERT INTO "capacity_cells" VALUES('EAST-AM',1,17,17,'EAST',1571659200,1571673600,'{"id":"EAST-AM","version":1,"changed":{"seq":17,"at_s":1571655600,"by":"dora"},"territory":"EAST","start_s":1571659200,"end_s":1571673600,"stop_at_percent":80}');
CREATE TABLE crews (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	territory TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_crews PRIMARY KEY (id)
);
INSERT INTO "crews" VALUES('PAIR',1,20,20,'The pair','EAST','{"id":"PAIR","version":1,"changed":{"seq":20,"at_s":1571655600,"by":"dora"},"name":"The pair","members":["T01","T02"],"territory":"EAST"}');
CREATE TABLE desks (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_desks PRIMARY KEY (id)
);
INSERT INTO "desks" VALUES('NORTHSIDE',1,19,19,'North side','dora','{"id":"NORTHSIDE","version":1,"changed":{"seq":19,"at_s":1571655600,"by":"dora"},"name":"North side","territories":["EAST"],"holder":"dora"}');
CREATE TABLE duration_models (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	work_type TEXT NOT NULL, 
	territory TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_duration_models PRIMARY KEY (id)
);
INSERT INTO "duration_models" VALUES('LEAK:EAST',1,26,26,'LEAK','EAST','{"id":"LEAK:EAST","version":1,"changed":{"seq":26,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","territory":"EAST","p50_s":3840,"p80_s":5100,"n":37}');
CREATE TABLE event (
	seq INTEGER NOT NULL, 
	command_id TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	session TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	scope_from TEXT NOT NULL, 
	scope_to TEXT NOT NULL, 
	entity TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	at_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	based_on TEXT NOT NULL, 
	touched TEXT NOT NULL, 
	hash BLOB NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (seq)
);
INSERT INTO "event" VALUES(1,'c-1','dora','','territory.recorded','','EAST','territories/EAST',1,1571655600,'{"kind":"territory.recorded","row":{"id":"EAST","name":"East","zone":"America/New_York"}}','','','','[["territories","EAST",null,[["EAST"],[]]]]',X'BA60D347C22285E514921265334B7DE597A7B5F27BA72B21001A78EBA5E60072');
INSERT INTO "event" VALUES(2,'c-2','dora','','skill.recorded','','*','skills/PLUMB',1,1571655600,'{"kind":"skill.recorded","row":{"id":"PLUMB","name":"Plumb"}}','','','','[["skills","PLUMB",null,[null,null]]]',X'5BB776958B740E328271354957CD785A5C64C85BF1BDAC4D569DD9D8DB33D228');
INSERT INTO "event" VALUES(3,'c-3','dora','','technician.recorded','','EAST','technicians/T01',1,1571655600,'{"kind":"technician.recorded","row":{"id":"T01","version":1,"name":"Technician T01","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}}','','','','[["technicians","T01",null,[["EAST"],["T01"]]]]',X'BB5B1A3048DC77D44CD40F74682E9E2BB7044108ACB8F80C069C45AE609A849E');
INSERT INTO "event" VALUES(4,'c-4','dora','','technician.recorded','','EAST','technicians/T02',1,1571655600,'{"kind":"technician.recorded","row":{"id":"T02","version":1,"name":"Technician T02","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}}','','','','[["technicians","T02",null,[["EAST"],["T02"]]]]',X'6B5B190A3B6D555A774D27E17C92989C9EE11AB06AA6481E7E3758EF66A2FF23');
INSERT INTO "event" VALUES(5,'c-5','dora','','work_order.opened','','EAST','work_orders/W60',1,1571655600,'{"kind":"work_order.opened","row":{"id":"W60","work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}}','','','','[["work_orders","W60",null,[["EAST"],[]]]]',X'ED9724EF6FA278914562BE347EF5484E7DB89914E8A00A3A14BBA82734E9B7AC');
INSERT INTO "event" VALUES(6,'c-6','dora','','work_order.opened','','EAST','work_orders/W61',1,1571655600,'{"kind":"work_order.opened","row":{"id":"W61","work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}}','','','','[["work_orders","W61",null,[["EAST"],[]]]]',X'ED1A39477CA379A921F902DE408D63C8C891DC85363877AD01BBD1430E79478D');
INSERT INTO "event" VALUES(7,'c-7','dora','','work_order.opened','','EAST','work_orders/W62',1,1571655600,'{"kind":"work_order.opened","row":{"id":"W62","work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}}','','','','[["work_orders","W62",null,[["EAST"],[]]]]',X'3042DB575806EDDF70A900D2340887ED93CE0C8AFBD24725FC1B3C1C40CB5D2A');
INSERT INTO "event" VALUES(8,'c-8','dora','','visit.added','','EAST','visits/V60',1,1571655600,'{"kind":"visit.added","row":{"id":"V60","version":1,"work_order_id":"W60","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{}}}','','','','[["visits","V60",null,[["EAST"],[]]]]',X'0B83BD78AC2C15D0B9BF85CC0B0ABD1C493D673C77A82D0B7F7B33782EAE3861');
INSERT INTO "event" VALUES(9,'c-9','dora','','visit.added','','EAST','visits/V61',1,1571655600,'{"kind":"visit.added","row":{"id":"V61","version":1,"work_order_id":"W61","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{}}}','','','','[["visits","V61",null,[["EAST"],[]]]]',X'EE4A82D50AAA9D857B444F0A216D886548D9EEDB8E1735242C87C758D4890A56');
INSERT INTO "event" VALUES(10,'c-10','dora','','visit.added','','EAST','visits/V62',1,1571655600,'{"kind":"visit.added","row":{"id":"V62","version":1,"work_order_id":"W62","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{}}}','','','','[["visits","V62",null,[["EAST"],[]]]]',X'B5E48A3EAEC1AFD70C6EFF952B5FC80DBEF673177311958E3E5055CF4BCA802B');
INSERT INTO "event" VALUES(11,'c-11','dora','','visit.placed','EAST','EAST','visits/V60',2,1571655600,'{"kind":"visit.placed","visit_id":"V60","crew":[{"technician_id":"T01","start_s":1571666400,"end_s":1571670000,"day":"2019-10-21"}]}','','','','[["visits","V60",[["EAST"],[]],[["EAST"],[]]],["lanes","T01:2019-10-21",null,[["EAST"],["T01"]]]]',X'575952C176AFB93A40C0CC3DABCC504B9009554E6C921D7E98F838B80924D2AE');
INSERT INTO "event" VALUES(12,'c-12','dora','','visit.placed','EAST','EAST','visits/V61',2,1571655600,'{"kind":"visit.placed","visit_id":"V61","crew":[{"technician_id":"T01","start_s":1571670000,"end_s":1571673600,"day":"2019-10-21"}]}','','','','[["visits","V61",[["EAST"],[]],[["EAST"],[]]],["lanes","T01:2019-10-21",[["EAST"],["T01"]],[["EAST"],["T01"]]]]',X'36D491D812011BCB0209B70CCA18B2540053466515158D26D60E6E9ADCDF7E50');
INSERT INTO "event" VALUES(13,'c-13','carl','','visit.advanced','EAST','EAST','visits/V60',3,1571655600,'{"kind":"visit.advanced","visit_id":"V60","step":"release","occurred_s":1571659200}','','','','[["visits","V60",[["EAST"],[]],[["EAST"],["T01"]]]]',X'15198A53272E46CA17CE4A41C3EC90D12790CE9020EEB7A3C35D2B235CF4932B');
INSERT INTO "event" VALUES(14,'c-14','dora','','absence.recorded','','EAST','absences/A1',1,1571655600,'{"kind":"absence.recorded","row":{"id":"A1","version":1,"technician_id":"T02","territories":["EAST"],"start_s":1571673600,"end_s":1571677200,"kind":"meeting"}}','','','','[["absences","A1",null,[["EAST"],["T02"]]]]',X'77F9EF40A5D40E0F5E77D5FED0823FCA69488E58E14BBAC346B3285FB743D7B9');
INSERT INTO "event" VALUES(15,'c-15','dora','','visit.noted','EAST','EAST','visits/V62',2,1571655600,'{"kind":"visit.noted","visit_id":"V62","text":"gate ''B'' ☃"}','','','','[["visits","V62",[["EAST"],[]],[["EAST"],[]]]]',X'9DF02BD47AEA119ADA2EBDA596EB220E867A4DD8B030066FFB5B317B1A7C097C');
INSERT INTO "event" VALUES(16,'c-16','dora','','policy.recorded','','*','policies/HOUSE',1,1571655600,'{"kind":"policy.recorded","row":{"id":"HOUSE","name":"House rules","rules":{"freeze_s":1800,"routing":["skill"]}}}','','','','[["policies","HOUSE",null,[null,null]]]',X'06569515A27530C77F20F82200E21F6AB94C8A67AB19E491DF3F1619F024CAA0');
INSERT INTO "event" VALUES(17,'c-17','dora','','capacity_cell.recorded','','EAST','capacity_cells/EAST-AM',1,1571655600,'{"kind":"capacity_cell.recorded","row":{"id":"EAST-AM","territory":"EAST","start_s":1571659200,"end_s":1571673600,"stop_at_percent":80}}','','','','[["capacity_cells","EAST-AM",null,[["EAST"],[]]]]',X'B507705B9C538C20E532312A89568DFDBB077CCC23841E5D10166ED3625CC606');
INSERT INTO "event" VALUES(18,'c-18','dora','','weather_alert.recorded','','EAST','weather_alerts/STORM',1,1571655600,'{"kind":"weather_alert.recorded","row":{"id":"STORM","territory":"EAST","start_s":1571684400,"end_s":1571695200,"kind":"thunderstorm"}}','','','','[["weather_alerts","STORM",null,[["EAST"],[]]]]',X'CA57452E962B8DAE1D9B78CF7A968184F2E7C0882D918C815E1C175D9531BCF7');
INSERT INTO "event" VALUES(19,'c-19','dora','','desk.recorded','','*','desks/NORTHSIDE',1,1571655600,'{"kind":"desk.recorded","row":{"id":"NORTHSIDE","name":"North side","territories":["EAST"],"holder":"dora"}}','','','','[["desks","NORTHSIDE",null,[null,[]]]]',X'E06D8E72E6918CD5A635F03FC9BB335E06FB89D5CDB1EC27B2896E60375A5904');
INSERT INTO "event" VALUES(20,'c-20','dora','','crew.recorded','','EAST','crews/PAIR',1,1571655600,'{"kind":"crew.recorded","row":{"id":"PAIR","name":"The pair","members":["T01","T02"],"territory":"EAST"}}','','','','[["crews","PAIR",null,[["EAST"],["T01","T02"]]]]',X'BD46E469CF3E8F863FE0C819529A4515C3E1CDE4B33BB466D6AC96D23EC0045C');
INSERT INTO "event" VALUES(21,'c-21','dora','','vehicle.recorded','','EAST','vehicles/VAN1',1,1571655600,'{"kind":"vehicle.recorded","row":{"id":"VAN1","name":"Van 1","equipment":["ladder"],"technician_id":"T01"}}','','','','[["vehicles","VAN1",null,[["EAST"],["T01"]]]]',X'A9967FC214004123FB5B3A0B5250723E04BE3C6371B52B161793722E1C7659F7');
INSERT INTO "event" VALUES(22,'c-22','dora','','stock_location.recorded','','EAST','stock_locations/STOCK1',1,1571655600,'{"kind":"stock_location.recorded","row":{"id":"STOCK1","name":"Van 1","technician_id":"T01"}}','','','','[["stock_locations","STOCK1",null,[["EAST"],["T01"]]]]',X'BBF26D90242B3508D746058C14BE51E582D83DCDAE9AAFADE055546851BE2895');
INSERT INTO "event" VALUES(23,'c-23','dora','','part_level.recorded','','EAST','part_levels/STOCK1:CAP-45',1,1571655600,'{"kind":"part_level.recorded","row":{"id":"STOCK1:CAP-45","stock_id":"STOCK1","part":"CAP-45","on_hand":3}}','','','','[["part_levels","STOCK1:CAP-45",null,[["EAST"],["T01"]]]]',X'BD24675540CE2B7590D1090A638099201AC9FDE61A72971A6CCA28BDD5D22006');
INSERT INTO "event" VALUES(24,'c-24','dora','','part.reserved','','EAST','part_reservations/R1',1,1571655600,'{"kind":"part.reserved","row":{"id":"R1","visit_id":"V61","stock_id":"STOCK1","part":"CAP-45","quantity":2}}','','','','[["part_reservations","R1",null,[["EAST"],[]]]]',X'AE892440B688F7BD45B9A626BA17E0634231D6ADA9CE174B4C27D5E7250E3A21');
INSERT INTO "event" VALUES(25,'c-25','dora','','behaviour.learned','','*','behaviours/field',1,1571655600,'{"kind":"behaviour.learned","row":{"id":"field","learned_s":1571652000,"n":120,"work":[{"work_type":"LEAK","log_factor":0.1,"variance":0.01,"n":37}],"leave":[30.0,60.0,120.0],"no_access":0.02}}','','','','[["behaviours","field",null,[null,[]]]]',X'D9EE691BF124284E3A3A9BF189C48CC1EA5D0FBDDF96A27B02F942AAA85D9040');
INSERT INTO "event" VALUES(26,'c-26','dora','','duration_model.recorded','','*','duration_models/LEAK:EAST',1,1571655600,'{"kind":"duration_model.recorded","row":{"id":"LEAK:EAST","work_type":"LEAK","territory":"EAST","p50_s":3840,"p80_s":5100,"n":37}}','','','','[["duration_models","LEAK:EAST",null,[null,[]]]]',X'1224AA8AF61F7AF6A9715C4ED16A3D1D6B575AF4880FA4E7023DA93F0DBE678D');
INSERT INTO "event" VALUES(27,'c-27','dora','','alert.raised','','EAST','alerts/breach:V61',1,1571655600,'{"kind":"alert.raised","row":{"id":"breach:V61","kind":"breach","subject":"visits/V61","visit_id":"V61","territories":["EAST"],"band":"late","cause":"V60 runs over","raised_s":1571666100,"due_s":1571671800,"act_by_s":1571668800,"percent":83}}','','','','[["alerts","breach:V61",null,[["EAST"],[]]]]',X'DF3D19FAAA1A37FD6957B43904587811C6A2C55F27D5638611FE1213BAB5766A');
INSERT INTO "event" VALUES(28,'c-28','dora','','alert.acknowledged','EAST','EAST','alerts/breach:V61',2,1571655600,'{"kind":"alert.acknowledged","alert_id":"breach:V61"}','','','','[["alerts","breach:V61",[["EAST"],[]],[["EAST"],[]]]]',X'B8A82DF1F05928A073FD4A975DB26AB18C7D04BFF7A540F86E273F8E0F8C95FD');
INSERT INTO "event" VALUES(29,'c-29','dora','','visit.clock_held','EAST','EAST','visits/V62',3,1571655600,'{"kind":"visit.clock_held","visit_id":"V62","occurred_s":1571662800,"note":"waits for a part"}','','','','[["visits","V62",[["EAST"],[]],[["EAST"],[]]]]',X'97072F6CA9605B3F0CA6E287D365A353DD0C4D2C6FA423BFED3E9F3B70455E04');
INSERT INTO "event" VALUES(30,'c-30','dora','','proposal.answered','','EAST','answers/TECH_SICK:T02',1,1571655600,'{"kind":"proposal.answered","row":{"id":"TECH_SICK:T02","trigger":"TECH_SICK","subject":"technicians/T02","territories":["EAST"],"outcome":"accepted","option":"replan","visits":["V61"],"answered_by":"ana","answered_s":1571666400}}','','','','[["answers","TECH_SICK:T02",null,[["EAST"],[]]]]',X'23D2BDA13272BB1866BFF9449CB61AD43214F6C347E883A247B93AD8CFF960BF');
CREATE TABLE head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	hash BLOB NOT NULL, 
	epoch TEXT NOT NULL, 
	CONSTRAINT pk_head PRIMARY KEY (id), 
	CONSTRAINT ck_head_one_row CHECK (id = 1)
);
INSERT INTO "head" VALUES(1,30,X'23D2BDA13272BB1866BFF9449CB61AD43214F6C347E883A247B93AD8CFF960BF','00112233445566ff');
CREATE TABLE lanes (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	technician_id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_lanes PRIMARY KEY (id)
);
INSERT INTO "lanes" VALUES('T01:2019-10-21',2,12,11,'T01','2019-10-21','{"id":"T01:2019-10-21","version":2,"changed":{"seq":12,"at_s":1571655600,"by":"dora"},"technician_id":"T01","territories":["EAST"],"day":"2019-10-21"}');
CREATE TABLE mention (
	subject TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	CONSTRAINT pk_mention PRIMARY KEY (subject, seq)
)
 WITHOUT ROWID

;
INSERT INTO "mention" VALUES('absences/A1',14);
INSERT INTO "mention" VALUES('alerts/breach:V61',27);
INSERT INTO "mention" VALUES('alerts/breach:V61',28);
INSERT INTO "mention" VALUES('answers/TECH_SICK:T02',30);
INSERT INTO "mention" VALUES('behaviours/field',25);
INSERT INTO "mention" VALUES('capacity_cells/EAST-AM',17);
INSERT INTO "mention" VALUES('crews/PAIR',20);
INSERT INTO "mention" VALUES('desks/NORTHSIDE',19);
INSERT INTO "mention" VALUES('duration_models/LEAK:EAST',26);
INSERT INTO "mention" VALUES('part_levels/STOCK1:CAP-45',23);
INSERT INTO "mention" VALUES('part_reservations/R1',24);
INSERT INTO "mention" VALUES('policies/HOUSE',16);
INSERT INTO "mention" VALUES('skills/PLUMB',2);
INSERT INTO "mention" VALUES('stock_locations/STOCK1',22);
INSERT INTO "mention" VALUES('stock_locations/STOCK1',24);
INSERT INTO "mention" VALUES('technicians/T01',3);
INSERT INTO "mention" VALUES('technicians/T01',11);
INSERT INTO "mention" VALUES('technicians/T01',12);
INSERT INTO "mention" VALUES('technicians/T01',13);
INSERT INTO "mention" VALUES('technicians/T01',21);
INSERT INTO "mention" VALUES('technicians/T01',22);
INSERT INTO "mention" VALUES('technicians/T01',23);
INSERT INTO "mention" VALUES('technicians/T02',4);
INSERT INTO "mention" VALUES('technicians/T02',14);
INSERT INTO "mention" VALUES('territories/EAST',1);
INSERT INTO "mention" VALUES('vehicles/VAN1',21);
INSERT INTO "mention" VALUES('visits/V60',8);
INSERT INTO "mention" VALUES('visits/V60',11);
INSERT INTO "mention" VALUES('visits/V60',13);
INSERT INTO "mention" VALUES('visits/V61',9);
INSERT INTO "mention" VALUES('visits/V61',12);
INSERT INTO "mention" VALUES('visits/V61',24);
INSERT INTO "mention" VALUES('visits/V61',27);
INSERT INTO "mention" VALUES('visits/V61',28);
INSERT INTO "mention" VALUES('visits/V62',10);
INSERT INTO "mention" VALUES('visits/V62',15);
INSERT INTO "mention" VALUES('visits/V62',29);
INSERT INTO "mention" VALUES('weather_alerts/STORM',18);
INSERT INTO "mention" VALUES('work_orders/W60',5);
INSERT INTO "mention" VALUES('work_orders/W60',8);
INSERT INTO "mention" VALUES('work_orders/W60',11);
INSERT INTO "mention" VALUES('work_orders/W60',13);
INSERT INTO "mention" VALUES('work_orders/W61',6);
INSERT INTO "mention" VALUES('work_orders/W61',9);
INSERT INTO "mention" VALUES('work_orders/W61',12);
INSERT INTO "mention" VALUES('work_orders/W62',7);
INSERT INTO "mention" VALUES('work_orders/W62',10);
INSERT INTO "mention" VALUES('work_orders/W62',15);
INSERT INTO "mention" VALUES('work_orders/W62',29);
CREATE TABLE observation (
	visit_id TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_observation PRIMARY KEY (visit_id)
);
INSERT INTO "observation" VALUES('V60',12,1571670300,'{"visit_id":"V60"}');
CREATE TABLE part_levels (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	stock_id TEXT NOT NULL, 
	part TEXT NOT NULL, 
	on_hand INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_part_levels PRIMARY KEY (id)
);
INSERT INTO "part_levels" VALUES('STOCK1:CAP-45',1,23,23,'STOCK1','CAP-45',3,'{"id":"STOCK1:CAP-45","version":1,"changed":{"seq":23,"at_s":1571655600,"by":"dora"},"stock_id":"STOCK1","part":"CAP-45","on_hand":3,"technician_id":"T01","territories":["EAST"]}');
CREATE TABLE part_reservations (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	visit_id TEXT NOT NULL, 
	stock_id TEXT NOT NULL, 
	part TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_part_reservations PRIMARY KEY (id)
);
INSERT INTO "part_reservations" VALUES('R1',1,24,24,'V61','STOCK1','CAP-45',2,'{"id":"R1","version":1,"changed":{"seq":24,"at_s":1571655600,"by":"dora"},"visit_id":"V61","stock_id":"STOCK1","part":"CAP-45","quantity":2,"technician_id":"T01","territories":["EAST"]}');
CREATE TABLE policies (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	scope TEXT NOT NULL, 
	scope_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_policies PRIMARY KEY (id)
);
INSERT INTO "policies" VALUES('HOUSE',1,16,16,'company','','{"id":"HOUSE","version":1,"changed":{"seq":16,"at_s":1571655600,"by":"dora"},"name":"House rules","rules":{"freeze_s":1800,"routing":["skill"]}}');
CREATE TABLE prediction (
	visit_id TEXT NOT NULL, 
	clock TEXT NOT NULL, 
	horizon_min INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	territory TEXT NOT NULL, 
	work_type TEXT NOT NULL, 
	technician_id TEXT NOT NULL, 
	behaviour INTEGER NOT NULL, 
	made_s INTEGER NOT NULL, 
	due_s INTEGER NOT NULL, 
	eta_s INTEGER, 
	probability DOUBLE NOT NULL, 
	cause TEXT NOT NULL, 
	outcome INTEGER, 
	met_s INTEGER, 
	CONSTRAINT pk_prediction PRIMARY KEY (visit_id, clock, horizon_min)
);
INSERT INTO "prediction" VALUES('V61','arrival',45,'STD','EAST','LEAK','T01',1,1571669100,1571671800,1571672520,0.83,'V60 runs over',NULL,NULL);
CREATE TABLE principal (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	roles TEXT NOT NULL, 
	territories TEXT NOT NULL, 
	technician_id TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	disabled BOOLEAN NOT NULL, 
	created_s INTEGER NOT NULL, 
	CONSTRAINT pk_principal PRIMARY KEY (id)
);
INSERT INTO "principal" VALUES('ana','Ana','["dispatcher"]','["EAST"]','','',0,1600000000);
CREATE TABLE reply (
	id TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	body BLOB NOT NULL, 
	seq INTEGER NOT NULL, 
	at_s INTEGER NOT NULL, 
	CONSTRAINT pk_reply PRIMARY KEY (id)
);
INSERT INTO "reply" VALUES('r-1','print',X'7B226964223A22722D31227D00FF',30,1600000000);
CREATE TABLE shifts (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	technician_id TEXT NOT NULL, 
	start_s INTEGER NOT NULL, 
	end_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_shifts PRIMARY KEY (id)
);
CREATE TABLE skills (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_skills PRIMARY KEY (id)
);
INSERT INTO "skills" VALUES('PLUMB',1,2,2,'Plumb','{"id":"PLUMB","version":1,"changed":{"seq":2,"at_s":1571655600,"by":"dora"},"name":"Plumb"}');
CREATE TABLE sla_policies (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_sla_policies PRIMARY KEY (id)
);
CREATE TABLE stock_locations (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	technician_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_stock_locations PRIMARY KEY (id)
);
INSERT INTO "stock_locations" VALUES('STOCK1',1,22,22,'Van 1','T01','{"id":"STOCK1","version":1,"changed":{"seq":22,"at_s":1571655600,"by":"dora"},"name":"Van 1","technician_id":"T01","territories":["EAST"]}');
CREATE TABLE technicians (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	territory TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_technicians PRIMARY KEY (id)
);
INSERT INTO "technicians" VALUES('T01',1,3,3,'Technician T01','EAST','{"id":"T01","version":1,"changed":{"seq":3,"at_s":1571655600,"by":"dora"},"name":"Technician T01","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}');
INSERT INTO "technicians" VALUES('T02',1,4,4,'Technician T02','EAST','{"id":"T02","version":1,"changed":{"seq":4,"at_s":1571655600,"by":"dora"},"name":"Technician T02","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}');
CREATE TABLE territories (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_territories PRIMARY KEY (id)
);
INSERT INTO "territories" VALUES('EAST',1,1,1,'East','{"id":"EAST","version":1,"changed":{"seq":1,"at_s":1571655600,"by":"dora"},"name":"East","zone":"America/New_York"}');
CREATE TABLE token (
	id TEXT NOT NULL, 
	principal_id TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	label TEXT NOT NULL, 
	created_s INTEGER NOT NULL, 
	expires_s INTEGER NOT NULL, 
	last_used_s INTEGER, 
	revoked_s INTEGER, 
	CONSTRAINT pk_token PRIMARY KEY (id), 
	CONSTRAINT uq_token_sha256 UNIQUE (sha256), 
	CONSTRAINT fk_token_principal_id_principal FOREIGN KEY(principal_id) REFERENCES principal (id)
);
INSERT INTO "token" VALUES('90ad97f799ff','ana','4cfb877b2c243752e9196964e565863f61aed69f6bd98ec177991a0d1c52b338','console',1600000000,1700000000,NULL,NULL);
CREATE TABLE vehicles (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	technician_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_vehicles PRIMARY KEY (id)
);
INSERT INTO "vehicles" VALUES('VAN1',1,21,21,'Van 1','T01','{"id":"VAN1","version":1,"changed":{"seq":21,"at_s":1571655600,"by":"dora"},"name":"Van 1","equipment":["ladder"],"technician_id":"T01","territories":["EAST"]}');
CREATE TABLE visits (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	work_order_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	territory TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_visits PRIMARY KEY (id)
);
INSERT INTO "visits" VALUES('V60',3,13,8,'W60','RELEASED','EAST','{"id":"V60","version":3,"changed":{"seq":13,"at_s":1571655600,"by":"carl"},"work_order_id":"W60","state":"RELEASED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"crew":[{"technician_id":"T01","start_s":1571666400,"end_s":1571670000,"day":"2019-10-21"}],"stamps":{"released_s":1571659200}}');
INSERT INTO "visits" VALUES('V61',2,12,9,'W61','PLANNED','EAST','{"id":"V61","version":2,"changed":{"seq":12,"at_s":1571655600,"by":"dora"},"work_order_id":"W61","state":"PLANNED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"crew":[{"technician_id":"T01","start_s":1571670000,"end_s":1571673600,"day":"2019-10-21"}],"stamps":{}}');
INSERT INTO "visits" VALUES('V62',3,29,10,'W62','QUALIFIED','EAST','{"id":"V62","version":3,"changed":{"seq":29,"at_s":1571655600,"by":"dora"},"work_order_id":"W62","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{},"notes":[{"at_s":1571655600,"by":"dora","text":"gate ''B'' ☃"}],"held_from_s":1571662800,"held_note":"waits for a part"}');
CREATE TABLE weather_alerts (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	territory TEXT NOT NULL, 
	start_s INTEGER NOT NULL, 
	end_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_weather_alerts PRIMARY KEY (id)
);
INSERT INTO "weather_alerts" VALUES('STORM',1,18,18,'EAST',1571684400,1571695200,'{"id":"STORM","version":1,"changed":{"seq":18,"at_s":1571655600,"by":"dora"},"territory":"EAST","start_s":1571684400,"end_s":1571695200,"kind":"thunderstorm"}');
CREATE TABLE work_orders (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	work_type TEXT NOT NULL, 
	territory TEXT NOT NULL, 
	priority INTEGER NOT NULL, 
	requested_s INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_work_orders PRIMARY KEY (id)
);
INSERT INTO "work_orders" VALUES('W60',1,5,5,'LEAK','EAST',3,1571652000,'{"id":"W60","version":1,"changed":{"seq":5,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}');
INSERT INTO "work_orders" VALUES('W61',1,6,6,'LEAK','EAST',3,1571652000,'{"id":"W61","version":1,"changed":{"seq":6,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}');
INSERT INTO "work_orders" VALUES('W62',1,7,7,'LEAK','EAST',3,1571652000,'{"id":"W62","version":1,"changed":{"seq":7,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}');
CREATE TABLE work_types (
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	born INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_work_types PRIMARY KEY (id)
);
CREATE INDEX ix_event_actor ON event (actor, seq);
CREATE INDEX ix_reply_at_s ON reply (at_s);
CREATE INDEX ix_assignment_blocking ON assignment (technician_id, start_s) WHERE blocks;
CREATE INDEX ix_token_principal_id ON token (principal_id);
CREATE TRIGGER event_never_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_never_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER mention_never_update BEFORE UPDATE ON mention BEGIN SELECT RAISE(ABORT, 'mention is append-only'); END;
CREATE TRIGGER mention_never_delete BEFORE DELETE ON mention BEGIN SELECT RAISE(ABORT, 'mention is append-only'); END;
CREATE TRIGGER event_never_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER assignment_overlap_insert BEFORE INSERT ON assignment WHEN NEW.blocks AND NEW.start_s < NEW.end_s BEGIN SELECT RAISE(ABORT, 'overlap') WHERE EXISTS (SELECT 1 FROM assignment WHERE blocks AND technician_id = NEW.technician_id AND start_s < NEW.end_s AND end_s > NEW.start_s AND start_s < end_s AND visit_id <> NEW.visit_id); END;
CREATE TRIGGER assignment_overlap_update BEFORE UPDATE ON assignment WHEN NEW.blocks AND NEW.start_s < NEW.end_s BEGIN SELECT RAISE(ABORT, 'overlap') WHERE EXISTS (SELECT 1 FROM assignment WHERE blocks AND technician_id = NEW.technician_id AND start_s < NEW.end_s AND end_s > NEW.start_s AND start_s < end_s AND visit_id <> NEW.visit_id); END;
CREATE INDEX ix_observation_seq ON observation (seq);
CREATE INDEX ix_prediction_open ON prediction (due_s) WHERE outcome IS NULL;
CREATE INDEX ix_prediction_due ON prediction (due_s);
COMMIT;
