SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE TYPE public.planned_time AS RANGE (
    subtype = text,
    multirange_type_name = public.planned_time_multirange,
    collation = pg_catalog."C"
);
CREATE FUNCTION public.append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TABLE public.absences (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    technician_id text NOT NULL,
    start_s bigint NOT NULL,
    end_s bigint NOT NULL,
    kind text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.alerts (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    raised_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.answers (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    trigger text NOT NULL,
    outcome text NOT NULL,
    answered_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.assignment (
    visit_id text NOT NULL,
    technician_id text NOT NULL,
    start_s bigint NOT NULL,
    end_s bigint NOT NULL,
    blocks boolean NOT NULL,
    CONSTRAINT ck_assignment_span CHECK (((0 <= start_s) AND (start_s <= end_s)))
);
CREATE TABLE public.behaviours (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    learned_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.capacity_cells (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    territory text NOT NULL,
    start_s bigint NOT NULL,
    end_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.crews (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    territory text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.desks (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    holder text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.duration_models (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    work_type text NOT NULL,
    territory text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.event (
    seq bigint NOT NULL,
    command_id text NOT NULL,
    actor text NOT NULL,
    session text NOT NULL,
    kind text NOT NULL,
    scope_from text NOT NULL,
    scope_to text NOT NULL,
    entity text NOT NULL,
    version bigint NOT NULL,
    at_s bigint NOT NULL,
    body text NOT NULL,
    reason text NOT NULL,
    cause text NOT NULL,
    based_on text NOT NULL,
    touched text NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE public.head (
    id integer NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    epoch text NOT NULL,
    CONSTRAINT ck_head_one_row CHECK ((id = 1))
);
CREATE SEQUENCE public.head_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.head_id_seq OWNED BY public.head.id;
CREATE TABLE public.lanes (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    technician_id text NOT NULL,
    day text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.mention (
    subject text NOT NULL,
    seq bigint NOT NULL
);
CREATE TABLE public.observation (
    visit_id text NOT NULL,
    seq bigint NOT NULL,
    at_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.part_levels (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    stock_id text NOT NULL,
    part text NOT NULL,
    on_hand bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.part_reservations (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    visit_id text NOT NULL,
    stock_id text NOT NULL,
    part text NOT NULL,
    quantity bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.policies (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    scope text NOT NULL,
    scope_id text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.prediction (
    visit_id text NOT NULL,
    clock text NOT NULL,
    horizon_min bigint NOT NULL,
    policy text NOT NULL,
    territory text NOT NULL,
    work_type text NOT NULL,
    technician_id text NOT NULL,
    behaviour bigint NOT NULL,
    made_s bigint NOT NULL,
    due_s bigint NOT NULL,
    eta_s bigint,
    probability double precision NOT NULL,
    cause text NOT NULL,
    outcome bigint,
    met_s bigint
);
CREATE TABLE public.principal (
    id text NOT NULL,
    name text NOT NULL,
    roles text NOT NULL,
    territories text NOT NULL,
    technician_id text NOT NULL,
    password_hash text NOT NULL,
    disabled boolean NOT NULL,
    created_s bigint NOT NULL
);
CREATE TABLE public.reply (
    id text NOT NULL,
    fingerprint text NOT NULL,
    body bytea NOT NULL,
    seq bigint NOT NULL,
    at_s bigint NOT NULL
);
CREATE TABLE public.shifts (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    technician_id text NOT NULL,
    start_s bigint NOT NULL,
    end_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.skills (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.sla_policies (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.stock_locations (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    technician_id text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.technicians (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    territory text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.territories (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.token (
    id text NOT NULL,
    principal_id text NOT NULL,
    sha256 text NOT NULL,
    label text NOT NULL,
    created_s bigint NOT NULL,
    expires_s bigint NOT NULL,
    last_used_s bigint,
    revoked_s bigint
);
CREATE TABLE public.vehicles (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    technician_id text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.visits (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    work_order_id text NOT NULL,
    state text NOT NULL,
    territory text NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.weather_alerts (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    territory text NOT NULL,
    start_s bigint NOT NULL,
    end_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.work_orders (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    work_type text NOT NULL,
    territory text NOT NULL,
    priority integer NOT NULL,
    requested_s bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.work_types (
    id text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    born bigint NOT NULL,
    name text NOT NULL,
    body text NOT NULL
);
ALTER TABLE ONLY public.head ALTER COLUMN id SET DEFAULT nextval('public.head_id_seq'::regclass);
INSERT INTO public.absences VALUES ('A1', 1, 14, 14, 'T02', 1571673600, 1571677200, 'meeting', '{"id":"A1","version":1,"changed":{"seq":14,"at_s":1571655600,"by":"dora"},"technician_id":"T02","territories":["EAST"],"start_s":1571673600,"end_s":1571677200,"kind":"meeting"}');
INSERT INTO public.alembic_version VALUES ('0004');
INSERT INTO public.alerts VALUES ('breach:V61', 2, 28, 27, 'breach', 'visits/V61', 1571666100, '{"id":"breach:V61","version":2,"changed":{"seq":28,"at_s":1571655600,"by":"dora"},"kind":"breach","subject":"visits/V61","visit_id":"V61","territories":["EAST"],"band":"late","cause":"V60 runs over","raised_s":1571666100,"due_s":1571671800,"act_by_s":1571668800,"percent":83,"acknowledged_by":"dora","acknowledged_s":1571655600}');
INSERT INTO public.answers VALUES ('TECH_SICK:T02', 1, 30, 30, 'TECH_SICK', 'accepted', 1571666400, '{"id":"TECH_SICK:T02","version":1,"changed":{"seq":30,"at_s":1571655600,"by":"dora"},"trigger":"TECH_SICK","subject":"technicians/T02","territories":["EAST"],"outcome":"accepted","option":"replan","visits":["V61"],"answered_by":"ana","answered_s":1571666400}');
INSERT INTO public.assignment VALUES ('V60', 'T01', 1571666400, 1571670000, true);
INSERT INTO public.assignment VALUES ('V61', 'T01', 1571670000, 1571673600, true);
INSERT INTO public.behaviours VALUES ('field', 1, 25, 25, 1571652000, '{"id":"field","version":1,"changed":{"seq":25,"at_s":1571655600,"by":"dora"},"learned_s":1571652000,"n":120,"work":[{"work_type":"LEAK","log_factor":0.1,"variance":0.01,"n":37}],"leave":[30.0,60.0,120.0],"no_access":0.02}');
INSERT INTO public.capacity_cells VALUES ('EAST-AM', 1, 17, 17, 'EAST', 1571659200, 1571673600, '{"id":"EAST-AM","version":1,"changed":{"seq":17,"at_s":1571655600,"by":"dora"},"territory":"EAST","start_s":1571659200,"end_s":1571673600,"stop_at_percent":80}');
INSERT INTO public.crews VALUES ('PAIR', 1, 20, 20, 'The pair', 'EAST', '{"id":"PAIR","version":1,"changed":{"seq":20,"at_s":1571655600,"by":"dora"},"name":"The pair","members":["T01","T02"],"territory":"EAST"}');
INSERT INTO public.desks VALUES ('NORTHSIDE', 1, 19, 19, 'North side', 'dora', '{"id":"NORTHSIDE","version":1,"changed":{"seq":19,"at_s":1571655600,"by":"dora"},"name":"North side","territories":["EAST"],"holder":"dora"}');
INSERT INTO public.duration_models VALUES ('LEAK:EAST', 1, 26, 26, 'LEAK', 'EAST', '{"id":"LEAK:EAST","version":1,"changed":{"seq":26,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","territory":"EAST","p50_s":3840,"p80_s":5100,"n":37}');
INSERT INTO public.event VALUES (1, 'c-1', 'dora', '', 'territory.recorded', '', 'EAST', 'territories/EAST', 1, 1571655600, '{"kind":"territory.recorded","row":{"id":"EAST","name":"East","zone":"America/New_York"}}', '', '', '', '[["territories","EAST",null,[["EAST"],[]]]]', '\xba60d347c22285e514921265334b7de597a7b5f27ba72b21001a78eba5e60072');
INSERT INTO public.event VALUES (2, 'c-2', 'dora', '', 'skill.recorded', '', '*', 'skills/PLUMB', 1, 1571655600, '{"kind":"skill.recorded","row":{"id":"PLUMB","name":"Plumb"}}', '', '', '', '[["skills","PLUMB",null,[null,null]]]', '\x5bb776958b740e328271354957cd785a5c64c85bf1bdac4d569dd9d8db33d228');
INSERT INTO public.event VALUES (3, 'c-3', 'dora', '', 'technician.recorded', '', 'EAST', 'technicians/T01', 1, 1571655600, '{"kind":"technician.recorded","row":{"id":"T01","version":1,"name":"Technician T01","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}}', '', '', '', '[["technicians","T01",null,[["EAST"],["T01"]]]]', '\xbb5b1a3048dc77d44cd40f74682e9e2bb7044108acb8f80c069c45ae609a849e');
INSERT INTO public.event VALUES (4, 'c-4', 'dora', '', 'technician.recorded', '', 'EAST', 'technicians/T02', 1, 1571655600, '{"kind":"technician.recorded","row":{"id":"T02","version":1,"name":"Technician T02","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}}', '', '', '', '[["technicians","T02",null,[["EAST"],["T02"]]]]', '\x6b5b190a3b6d555a774d27e17c92989c9ee11ab06aa6481e7e3758ef66a2ff23');
INSERT INTO public.event VALUES (5, 'c-5', 'dora', '', 'work_order.opened', '', 'EAST', 'work_orders/W60', 1, 1571655600, '{"kind":"work_order.opened","row":{"id":"W60","work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}}', '', '', '', '[["work_orders","W60",null,[["EAST"],[]]]]', '\xed9724ef6fa278914562be347ef5484e7db89914e8a00a3a14bba82734e9b7ac');
INSERT INTO public.event VALUES (6, 'c-6', 'dora', '', 'work_order.opened', '', 'EAST', 'work_orders/W61', 1, 1571655600, '{"kind":"work_order.opened","row":{"id":"W61","work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}}', '', '', '', '[["work_orders","W61",null,[["EAST"],[]]]]', '\xed1a39477ca379a921f902de408d63c8c891dc85363877ad01bbd1430e79478d');
INSERT INTO public.event VALUES (7, 'c-7', 'dora', '', 'work_order.opened', '', 'EAST', 'work_orders/W62', 1, 1571655600, '{"kind":"work_order.opened","row":{"id":"W62","work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}}', '', '', '', '[["work_orders","W62",null,[["EAST"],[]]]]', '\x3042db575806eddf70a900d2340887ed93ce0c8afbd24725fc1b3c1c40cb5d2a');
INSERT INTO public.event VALUES (8, 'c-8', 'dora', '', 'visit.added', '', 'EAST', 'visits/V60', 1, 1571655600, '{"kind":"visit.added","row":{"id":"V60","version":1,"work_order_id":"W60","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{}}}', '', '', '', '[["visits","V60",null,[["EAST"],[]]]]', '\x0b83bd78ac2c15d0b9bf85cc0b0abd1c493d673c77a82d0b7f7b33782eae3861');
INSERT INTO public.event VALUES (9, 'c-9', 'dora', '', 'visit.added', '', 'EAST', 'visits/V61', 1, 1571655600, '{"kind":"visit.added","row":{"id":"V61","version":1,"work_order_id":"W61","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{}}}', '', '', '', '[["visits","V61",null,[["EAST"],[]]]]', '\xee4a82d50aaa9d857b444f0a216d886548d9eedb8e1735242c87c758d4890a56');
INSERT INTO public.event VALUES (10, 'c-10', 'dora', '', 'visit.added', '', 'EAST', 'visits/V62', 1, 1571655600, '{"kind":"visit.added","row":{"id":"V62","version":1,"work_order_id":"W62","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{}}}', '', '', '', '[["visits","V62",null,[["EAST"],[]]]]', '\xb5e48a3eaec1afd70c6eff952b5fc80dbef673177311958e3e5055cf4bca802b');
INSERT INTO public.event VALUES (11, 'c-11', 'dora', '', 'visit.placed', 'EAST', 'EAST', 'visits/V60', 2, 1571655600, '{"kind":"visit.placed","visit_id":"V60","crew":[{"technician_id":"T01","start_s":1571666400,"end_s":1571670000,"day":"2019-10-21"}]}', '', '', '', '[["visits","V60",[["EAST"],[]],[["EAST"],[]]],["lanes","T01:2019-10-21",null,[["EAST"],["T01"]]]]', '\x575952c176afb93a40c0cc3dabcc504b9009554e6c921d7e98f838b80924d2ae');
INSERT INTO public.event VALUES (12, 'c-12', 'dora', '', 'visit.placed', 'EAST', 'EAST', 'visits/V61', 2, 1571655600, '{"kind":"visit.placed","visit_id":"V61","crew":[{"technician_id":"T01","start_s":1571670000,"end_s":1571673600,"day":"2019-10-21"}]}', '', '', '', '[["visits","V61",[["EAST"],[]],[["EAST"],[]]],["lanes","T01:2019-10-21",[["EAST"],["T01"]],[["EAST"],["T01"]]]]', '\x36d491d812011bcb0209b70cca18b2540053466515158d26d60e6e9adcdf7e50');
INSERT INTO public.event VALUES (13, 'c-13', 'carl', '', 'visit.advanced', 'EAST', 'EAST', 'visits/V60', 3, 1571655600, '{"kind":"visit.advanced","visit_id":"V60","step":"release","occurred_s":1571659200}', '', '', '', '[["visits","V60",[["EAST"],[]],[["EAST"],["T01"]]]]', '\x15198a53272e46ca17ce4a41c3ec90d12790ce9020eeb7a3c35d2b235cf4932b');
INSERT INTO public.event VALUES (14, 'c-14', 'dora', '', 'absence.recorded', '', 'EAST', 'absences/A1', 1, 1571655600, '{"kind":"absence.recorded","row":{"id":"A1","version":1,"technician_id":"T02","territories":["EAST"],"start_s":1571673600,"end_s":1571677200,"kind":"meeting"}}', '', '', '', '[["absences","A1",null,[["EAST"],["T02"]]]]', '\x77f9ef40a5d40e0f5e77d5fed0823fca69488e58e14bbac346b3285fb743d7b9');
INSERT INTO public.event VALUES (15, 'c-15', 'dora', '', 'visit.noted', 'EAST', 'EAST', 'visits/V62', 2, 1571655600, '{"kind":"visit.noted","visit_id":"V62","text":"gate ''B'' ☃"}', '', '', '', '[["visits","V62",[["EAST"],[]],[["EAST"],[]]]]', '\x9df02bd47aea119ada2ebda596eb220e867a4dd8b030066ffb5b317b1a7c097c');
INSERT INTO public.event VALUES (16, 'c-16', 'dora', '', 'policy.recorded', '', '*', 'policies/HOUSE', 1, 1571655600, '{"kind":"policy.recorded","row":{"id":"HOUSE","name":"House rules","rules":{"freeze_s":1800,"routing":["skill"]}}}', '', '', '', '[["policies","HOUSE",null,[null,null]]]', '\x06569515a27530c77f20f82200e21f6ab94c8a67ab19e491df3f1619f024caa0');
INSERT INTO public.event VALUES (17, 'c-17', 'dora', '', 'capacity_cell.recorded', '', 'EAST', 'capacity_cells/EAST-AM', 1, 1571655600, '{"kind":"capacity_cell.recorded","row":{"id":"EAST-AM","territory":"EAST","start_s":1571659200,"end_s":1571673600,"stop_at_percent":80}}', '', '', '', '[["capacity_cells","EAST-AM",null,[["EAST"],[]]]]', '\xb507705b9c538c20e532312a89568dfdbb077ccc23841e5d10166ed3625cc606');
INSERT INTO public.event VALUES (18, 'c-18', 'dora', '', 'weather_alert.recorded', '', 'EAST', 'weather_alerts/STORM', 1, 1571655600, '{"kind":"weather_alert.recorded","row":{"id":"STORM","territory":"EAST","start_s":1571684400,"end_s":1571695200,"kind":"thunderstorm"}}', '', '', '', '[["weather_alerts","STORM",null,[["EAST"],[]]]]', '\xca57452e962b8dae1d9b78cf7a968184f2e7c0882d918c815e1c175d9531bcf7');
INSERT INTO public.event VALUES (19, 'c-19', 'dora', '', 'desk.recorded', '', '*', 'desks/NORTHSIDE', 1, 1571655600, '{"kind":"desk.recorded","row":{"id":"NORTHSIDE","name":"North side","territories":["EAST"],"holder":"dora"}}', '', '', '', '[["desks","NORTHSIDE",null,[null,[]]]]', '\xe06d8e72e6918cd5a635f03fc9bb335e06fb89d5cdb1ec27b2896e60375a5904');
INSERT INTO public.event VALUES (20, 'c-20', 'dora', '', 'crew.recorded', '', 'EAST', 'crews/PAIR', 1, 1571655600, '{"kind":"crew.recorded","row":{"id":"PAIR","name":"The pair","members":["T01","T02"],"territory":"EAST"}}', '', '', '', '[["crews","PAIR",null,[["EAST"],["T01","T02"]]]]', '\xbd46e469cf3e8f863fe0c819529a4515c3e1cde4b33bb466d6ac96d23ec0045c');
INSERT INTO public.event VALUES (21, 'c-21', 'dora', '', 'vehicle.recorded', '', 'EAST', 'vehicles/VAN1', 1, 1571655600, '{"kind":"vehicle.recorded","row":{"id":"VAN1","name":"Van 1","equipment":["ladder"],"technician_id":"T01"}}', '', '', '', '[["vehicles","VAN1",null,[["EAST"],["T01"]]]]', '\xa9967fc214004123fb5b3a0b5250723e04be3c6371b52b161793722e1c7659f7');
INSERT INTO public.event VALUES (22, 'c-22', 'dora', '', 'stock_location.recorded', '', 'EAST', 'stock_locations/STOCK1', 1, 1571655600, '{"kind":"stock_location.recorded","row":{"id":"STOCK1","name":"Van 1","technician_id":"T01"}}', '', '', '', '[["stock_locations","STOCK1",null,[["EAST"],["T01"]]]]', '\xbbf26d90242b3508d746058c14be51e582d83dcdae9aafade055546851be2895');
INSERT INTO public.event VALUES (23, 'c-23', 'dora', '', 'part_level.recorded', '', 'EAST', 'part_levels/STOCK1:CAP-45', 1, 1571655600, '{"kind":"part_level.recorded","row":{"id":"STOCK1:CAP-45","stock_id":"STOCK1","part":"CAP-45","on_hand":3}}', '', '', '', '[["part_levels","STOCK1:CAP-45",null,[["EAST"],["T01"]]]]', '\xbd24675540ce2b7590d1090a638099201ac9fde61a72971a6cca28bdd5d22006');
INSERT INTO public.event VALUES (24, 'c-24', 'dora', '', 'part.reserved', '', 'EAST', 'part_reservations/R1', 1, 1571655600, '{"kind":"part.reserved","row":{"id":"R1","visit_id":"V61","stock_id":"STOCK1","part":"CAP-45","quantity":2}}', '', '', '', '[["part_reservations","R1",null,[["EAST"],[]]]]', '\xae892440b688f7bd45b9a626ba17e0634231d6ada9ce174b4c27d5e7250e3a21');
INSERT INTO public.event VALUES (25, 'c-25', 'dora', '', 'behaviour.learned', '', '*', 'behaviours/field', 1, 1571655600, '{"kind":"behaviour.learned","row":{"id":"field","learned_s":1571652000,"n":120,"work":[{"work_type":"LEAK","log_factor":0.1,"variance":0.01,"n":37}],"leave":[30.0,60.0,120.0],"no_access":0.02}}', '', '', '', '[["behaviours","field",null,[null,[]]]]', '\xd9ee691bf124284e3a3a9bf189c48cc1ea5d0fbddf96a27b02f942aaa85d9040');
INSERT INTO public.event VALUES (26, 'c-26', 'dora', '', 'duration_model.recorded', '', '*', 'duration_models/LEAK:EAST', 1, 1571655600, '{"kind":"duration_model.recorded","row":{"id":"LEAK:EAST","work_type":"LEAK","territory":"EAST","p50_s":3840,"p80_s":5100,"n":37}}', '', '', '', '[["duration_models","LEAK:EAST",null,[null,[]]]]', '\x1224aa8af61f7af6a9715c4ed16a3d1d6b575af4880fa4e7023da93f0dbe678d');
INSERT INTO public.event VALUES (27, 'c-27', 'dora', '', 'alert.raised', '', 'EAST', 'alerts/breach:V61', 1, 1571655600, '{"kind":"alert.raised","row":{"id":"breach:V61","kind":"breach","subject":"visits/V61","visit_id":"V61","territories":["EAST"],"band":"late","cause":"V60 runs over","raised_s":1571666100,"due_s":1571671800,"act_by_s":1571668800,"percent":83}}', '', '', '', '[["alerts","breach:V61",null,[["EAST"],[]]]]', '\xdf3d19faaa1a37fd6957b43904587811c6a2c55f27d5638611fe1213bab5766a');
INSERT INTO public.event VALUES (28, 'c-28', 'dora', '', 'alert.acknowledged', 'EAST', 'EAST', 'alerts/breach:V61', 2, 1571655600, '{"kind":"alert.acknowledged","alert_id":"breach:V61"}', '', '', '', '[["alerts","breach:V61",[["EAST"],[]],[["EAST"],[]]]]', '\xb8a82df1f05928a073fd4a975db26ab18c7d04bff7a540f86e273f8e0f8c95fd');
INSERT INTO public.event VALUES (29, 'c-29', 'dora', '', 'visit.clock_held', 'EAST', 'EAST', 'visits/V62', 3, 1571655600, '{"kind":"visit.clock_held","visit_id":"V62","occurred_s":1571662800,"note":"waits for a part"}', '', '', '', '[["visits","V62",[["EAST"],[]],[["EAST"],[]]]]', '\x97072f6ca9605b3f0ca6e287d365a353dd0c4d2c6fa423bfed3e9f3b70455e04');
INSERT INTO public.event VALUES (30, 'c-30', 'dora', '', 'proposal.answered', '', 'EAST', 'answers/TECH_SICK:T02', 1, 1571655600, '{"kind":"proposal.answered","row":{"id":"TECH_SICK:T02","trigger":"TECH_SICK","subject":"technicians/T02","territories":["EAST"],"outcome":"accepted","option":"replan","visits":["V61"],"answered_by":"ana","answered_s":1571666400}}', '', '', '', '[["answers","TECH_SICK:T02",null,[["EAST"],[]]]]', '\x23d2bda13272bb1866bff9449cb61ad43214f6c347e883a247b93ad8cff960bf');
INSERT INTO public.head VALUES (1, 30, '\x23d2bda13272bb1866bff9449cb61ad43214f6c347e883a247b93ad8cff960bf', '00112233445566ff');
INSERT INTO public.lanes VALUES ('T01:2019-10-21', 2, 12, 11, 'T01', '2019-10-21', '{"id":"T01:2019-10-21","version":2,"changed":{"seq":12,"at_s":1571655600,"by":"dora"},"technician_id":"T01","territories":["EAST"],"day":"2019-10-21"}');
INSERT INTO public.mention VALUES ('territories/EAST', 1);
INSERT INTO public.mention VALUES ('skills/PLUMB', 2);
INSERT INTO public.mention VALUES ('technicians/T01', 3);
INSERT INTO public.mention VALUES ('technicians/T02', 4);
INSERT INTO public.mention VALUES ('work_orders/W60', 5);
INSERT INTO public.mention VALUES ('work_orders/W61', 6);
INSERT INTO public.mention VALUES ('work_orders/W62', 7);
INSERT INTO public.mention VALUES ('visits/V60', 8);
INSERT INTO public.mention VALUES ('work_orders/W60', 8);
INSERT INTO public.mention VALUES ('visits/V61', 9);
INSERT INTO public.mention VALUES ('work_orders/W61', 9);
INSERT INTO public.mention VALUES ('visits/V62', 10);
INSERT INTO public.mention VALUES ('work_orders/W62', 10);
INSERT INTO public.mention VALUES ('technicians/T01', 11);
INSERT INTO public.mention VALUES ('visits/V60', 11);
INSERT INTO public.mention VALUES ('work_orders/W60', 11);
INSERT INTO public.mention VALUES ('technicians/T01', 12);
INSERT INTO public.mention VALUES ('visits/V61', 12);
INSERT INTO public.mention VALUES ('work_orders/W61', 12);
INSERT INTO public.mention VALUES ('technicians/T01', 13);
INSERT INTO public.mention VALUES ('visits/V60', 13);
INSERT INTO public.mention VALUES ('work_orders/W60', 13);
INSERT INTO public.mention VALUES ('absences/A1', 14);
INSERT INTO public.mention VALUES ('technicians/T02', 14);
INSERT INTO public.mention VALUES ('visits/V62', 15);
INSERT INTO public.mention VALUES ('work_orders/W62', 15);
INSERT INTO public.mention VALUES ('policies/HOUSE', 16);
INSERT INTO public.mention VALUES ('capacity_cells/EAST-AM', 17);
INSERT INTO public.mention VALUES ('weather_alerts/STORM', 18);
INSERT INTO public.mention VALUES ('desks/NORTHSIDE', 19);
INSERT INTO public.mention VALUES ('crews/PAIR', 20);
INSERT INTO public.mention VALUES ('technicians/T01', 21);
INSERT INTO public.mention VALUES ('vehicles/VAN1', 21);
INSERT INTO public.mention VALUES ('stock_locations/STOCK1', 22);
INSERT INTO public.mention VALUES ('technicians/T01', 22);
INSERT INTO public.mention VALUES ('part_levels/STOCK1:CAP-45', 23);
INSERT INTO public.mention VALUES ('technicians/T01', 23);
INSERT INTO public.mention VALUES ('part_reservations/R1', 24);
INSERT INTO public.mention VALUES ('stock_locations/STOCK1', 24);
INSERT INTO public.mention VALUES ('visits/V61', 24);
INSERT INTO public.mention VALUES ('behaviours/field', 25);
INSERT INTO public.mention VALUES ('duration_models/LEAK:EAST', 26);
INSERT INTO public.mention VALUES ('alerts/breach:V61', 27);
INSERT INTO public.mention VALUES ('visits/V61', 27);
INSERT INTO public.mention VALUES ('alerts/breach:V61', 28);
INSERT INTO public.mention VALUES ('visits/V61', 28);
INSERT INTO public.mention VALUES ('visits/V62', 29);
INSERT INTO public.mention VALUES ('work_orders/W62', 29);
INSERT INTO public.mention VALUES ('answers/TECH_SICK:T02', 30);
INSERT INTO public.observation VALUES ('V60', 12, 1571670300, '{"visit_id":"V60"}');
INSERT INTO public.part_levels VALUES ('STOCK1:CAP-45', 1, 23, 23, 'STOCK1', 'CAP-45', 3, '{"id":"STOCK1:CAP-45","version":1,"changed":{"seq":23,"at_s":1571655600,"by":"dora"},"stock_id":"STOCK1","part":"CAP-45","on_hand":3,"technician_id":"T01","territories":["EAST"]}');
INSERT INTO public.part_reservations VALUES ('R1', 1, 24, 24, 'V61', 'STOCK1', 'CAP-45', 2, '{"id":"R1","version":1,"changed":{"seq":24,"at_s":1571655600,"by":"dora"},"visit_id":"V61","stock_id":"STOCK1","part":"CAP-45","quantity":2,"technician_id":"T01","territories":["EAST"]}');
INSERT INTO public.policies VALUES ('HOUSE', 1, 16, 16, 'company', '', '{"id":"HOUSE","version":1,"changed":{"seq":16,"at_s":1571655600,"by":"dora"},"name":"House rules","rules":{"freeze_s":1800,"routing":["skill"]}}');
INSERT INTO public.prediction VALUES ('V61', 'arrival', 45, 'STD', 'EAST', 'LEAK', 'T01', 1, 1571669100, 1571671800, 1571672520, 0.83, 'V60 runs over', NULL, NULL);
INSERT INTO public.principal VALUES ('ana', 'Ana', '["dispatcher"]', '["EAST"]', '', '', false, 1600000000);
INSERT INTO public.reply VALUES ('r-1', 'print', '\x7b226964223a22722d31227d00ff', 30, 1600000000);
INSERT INTO public.skills VALUES ('PLUMB', 1, 2, 2, 'Plumb', '{"id":"PLUMB","version":1,"changed":{"seq":2,"at_s":1571655600,"by":"dora"},"name":"Plumb"}');
INSERT INTO public.stock_locations VALUES ('STOCK1', 1, 22, 22, 'Van 1', 'T01', '{"id":"STOCK1","version":1,"changed":{"seq":22,"at_s":1571655600,"by":"dora"},"name":"Van 1","technician_id":"T01","territories":["EAST"]}');
INSERT INTO public.technicians VALUES ('T01', 1, 3, 3, 'Technician T01', 'EAST', '{"id":"T01","version":1,"changed":{"seq":3,"at_s":1571655600,"by":"dora"},"name":"Technician T01","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}');
INSERT INTO public.technicians VALUES ('T02', 1, 4, 4, 'Technician T02', 'EAST', '{"id":"T02","version":1,"changed":{"seq":4,"at_s":1571655600,"by":"dora"},"name":"Technician T02","zone":"America/New_York","home":{"latitude":39.2904,"longitude":-76.6122},"territory":"EAST","skills":[{"skill":"PLUMB","level":3}]}');
INSERT INTO public.territories VALUES ('EAST', 1, 1, 1, 'East', '{"id":"EAST","version":1,"changed":{"seq":1,"at_s":1571655600,"by":"dora"},"name":"East","zone":"America/New_York"}');
INSERT INTO public.token VALUES ('3933c2fb41c7', 'ana', '29938596870bd3ec72e4012aabe1fff7eb2b59201a51a709be8db37c3125dc3e', 'console', 1600000000, 1700000000, NULL, NULL);
INSERT INTO public.vehicles VALUES ('VAN1', 1, 21, 21, 'Van 1', 'T01', '{"id":"VAN1","version":1,"changed":{"seq":21,"at_s":1571655600,"by":"dora"},"name":"Van 1","equipment":["ladder"],"technician_id":"T01","territories":["EAST"]}');
INSERT INTO public.visits VALUES ('V61', 2, 12, 9, 'W61', 'PLANNED', 'EAST', '{"id":"V61","version":2,"changed":{"seq":12,"at_s":1571655600,"by":"dora"},"work_order_id":"W61","state":"PLANNED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"crew":[{"technician_id":"T01","start_s":1571670000,"end_s":1571673600,"day":"2019-10-21"}],"stamps":{}}');
INSERT INTO public.visits VALUES ('V60', 3, 13, 8, 'W60', 'RELEASED', 'EAST', '{"id":"V60","version":3,"changed":{"seq":13,"at_s":1571655600,"by":"carl"},"work_order_id":"W60","state":"RELEASED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"crew":[{"technician_id":"T01","start_s":1571666400,"end_s":1571670000,"day":"2019-10-21"}],"stamps":{"released_s":1571659200}}');
INSERT INTO public.visits VALUES ('V62', 3, 29, 10, 'W62', 'QUALIFIED', 'EAST', '{"id":"V62","version":3,"changed":{"seq":29,"at_s":1571655600,"by":"dora"},"work_order_id":"W62","state":"QUALIFIED","territory":"EAST","duration":{"p50_s":3600,"p80_s":5400},"stamps":{},"notes":[{"at_s":1571655600,"by":"dora","text":"gate ''B'' ☃"}],"held_from_s":1571662800,"held_note":"waits for a part"}');
INSERT INTO public.weather_alerts VALUES ('STORM', 1, 18, 18, 'EAST', 1571684400, 1571695200, '{"id":"STORM","version":1,"changed":{"seq":18,"at_s":1571655600,"by":"dora"},"territory":"EAST","start_s":1571684400,"end_s":1571695200,"kind":"thunderstorm"}');
INSERT INTO public.work_orders VALUES ('W60', 1, 5, 5, 'LEAK', 'EAST', 3, 1571652000, '{"id":"W60","version":1,"changed":{"seq":5,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}');
INSERT INTO public.work_orders VALUES ('W61', 1, 6, 6, 'LEAK', 'EAST', 3, 1571652000, '{"id":"W61","version":1,"changed":{"seq":6,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}');
INSERT INTO public.work_orders VALUES ('W62', 1, 7, 7, 'LEAK', 'EAST', 3, 1571652000, '{"id":"W62","version":1,"changed":{"seq":7,"at_s":1571655600,"by":"dora"},"work_type":"LEAK","summary":"Water in the cellar","customer":{"name":"Ada Byron"},"site":{"address":"100 Holliday St","location":{"latitude":39.2904,"longitude":-76.6122},"zone":"America/New_York"},"territory":"EAST","requested_s":1571652000}');
SELECT pg_catalog.setval('public.head_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT ex_assignment_overlap EXCLUDE USING gist (public.planned_time(((technician_id || chr(1)) || lpad((start_s)::text, 12, '0'::text)), ((technician_id || chr(1)) || lpad((end_s)::text, 12, '0'::text))) WITH &&) WHERE (blocks);
ALTER TABLE ONLY public.absences
    ADD CONSTRAINT pk_absences PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT pk_alerts PRIMARY KEY (id);
ALTER TABLE ONLY public.answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (id);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT pk_assignment PRIMARY KEY (visit_id, technician_id);
ALTER TABLE ONLY public.behaviours
    ADD CONSTRAINT pk_behaviours PRIMARY KEY (id);
ALTER TABLE ONLY public.capacity_cells
    ADD CONSTRAINT pk_capacity_cells PRIMARY KEY (id);
ALTER TABLE ONLY public.crews
    ADD CONSTRAINT pk_crews PRIMARY KEY (id);
ALTER TABLE ONLY public.desks
    ADD CONSTRAINT pk_desks PRIMARY KEY (id);
ALTER TABLE ONLY public.duration_models
    ADD CONSTRAINT pk_duration_models PRIMARY KEY (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (seq);
ALTER TABLE ONLY public.head
    ADD CONSTRAINT pk_head PRIMARY KEY (id);
ALTER TABLE ONLY public.lanes
    ADD CONSTRAINT pk_lanes PRIMARY KEY (id);
ALTER TABLE ONLY public.mention
    ADD CONSTRAINT pk_mention PRIMARY KEY (subject, seq);
ALTER TABLE ONLY public.observation
    ADD CONSTRAINT pk_observation PRIMARY KEY (visit_id);
ALTER TABLE ONLY public.part_levels
    ADD CONSTRAINT pk_part_levels PRIMARY KEY (id);
ALTER TABLE ONLY public.part_reservations
    ADD CONSTRAINT pk_part_reservations PRIMARY KEY (id);
ALTER TABLE ONLY public.policies
    ADD CONSTRAINT pk_policies PRIMARY KEY (id);
ALTER TABLE ONLY public.prediction
    ADD CONSTRAINT pk_prediction PRIMARY KEY (visit_id, clock, horizon_min);
ALTER TABLE ONLY public.principal
    ADD CONSTRAINT pk_principal PRIMARY KEY (id);
ALTER TABLE ONLY public.reply
    ADD CONSTRAINT pk_reply PRIMARY KEY (id);
ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT pk_shifts PRIMARY KEY (id);
ALTER TABLE ONLY public.skills
    ADD CONSTRAINT pk_skills PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_policies
    ADD CONSTRAINT pk_sla_policies PRIMARY KEY (id);
ALTER TABLE ONLY public.stock_locations
    ADD CONSTRAINT pk_stock_locations PRIMARY KEY (id);
ALTER TABLE ONLY public.technicians
    ADD CONSTRAINT pk_technicians PRIMARY KEY (id);
ALTER TABLE ONLY public.territories
    ADD CONSTRAINT pk_territories PRIMARY KEY (id);
ALTER TABLE ONLY public.token
    ADD CONSTRAINT pk_token PRIMARY KEY (id);
ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT pk_vehicles PRIMARY KEY (id);
ALTER TABLE ONLY public.visits
    ADD CONSTRAINT pk_visits PRIMARY KEY (id);
ALTER TABLE ONLY public.weather_alerts
    ADD CONSTRAINT pk_weather_alerts PRIMARY KEY (id);
ALTER TABLE ONLY public.work_orders
    ADD CONSTRAINT pk_work_orders PRIMARY KEY (id);
ALTER TABLE ONLY public.work_types
    ADD CONSTRAINT pk_work_types PRIMARY KEY (id);
ALTER TABLE ONLY public.token
    ADD CONSTRAINT uq_token_sha256 UNIQUE (sha256);
CREATE INDEX ix_assignment_blocking ON public.assignment USING btree (technician_id, start_s) WHERE blocks;
CREATE INDEX ix_event_actor ON public.event USING btree (actor, seq);
CREATE INDEX ix_observation_seq ON public.observation USING btree (seq);
CREATE INDEX ix_prediction_due ON public.prediction USING btree (due_s);
CREATE INDEX ix_prediction_open ON public.prediction USING btree (due_s) WHERE (outcome IS NULL);
CREATE INDEX ix_reply_at_s ON public.reply USING btree (at_s);
CREATE INDEX ix_token_principal_id ON public.token USING btree (principal_id);
CREATE TRIGGER event_never_change BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.append_only();
CREATE TRIGGER event_never_truncate BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();
CREATE TRIGGER mention_never_change BEFORE DELETE OR UPDATE ON public.mention FOR EACH ROW EXECUTE FUNCTION public.append_only();
CREATE TRIGGER mention_never_truncate BEFORE TRUNCATE ON public.mention FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();
ALTER TABLE ONLY public.token
    ADD CONSTRAINT fk_token_principal_id_principal FOREIGN KEY (principal_id) REFERENCES public.principal(id);
