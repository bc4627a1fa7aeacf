//! Names of everything that has one: the key of its message, and the message.

use crate::catalogue::{Catalogue, Lang};
use crate::gaps::{GapKind, Harm};
use domain::{
    AreaKind, BuildingKind, CaseClass, Certainty, Detection, ExposureStatus, FigureKind, GateClass,
    GroupKind, HouseholdStatus, Level, OrderKind, Origin, Outcome, ReceiptStep, Ring, Role, Setting,
    Severity, Sex, SiteKind, Stage, TaskKind, TaskResult, TestOutcome, TestPurpose, TubeKind, VehicleKind,
    ZoneKind,
};

/// Something with a name in both languages.
pub trait Label {
    /// Returns the key of the name in the catalogues.
    fn key(&self) -> &'static str;

    /// Returns the name.
    fn label(&self, lang: Lang) -> &'static str {
        Catalogue::get(lang).t(self.key())
    }
}

macro_rules! labels {
    ($($name:ident { $($variant:ident $key:literal)* })*) => {$(
        impl Label for $name {
            fn key(&self) -> &'static str {
                match self {
                    $($name::$variant => $key,)*
                }
            }
        }
    )*};
}

labels! {
    AreaKind {
        Province "area-kind-province"
        City "area-kind-city"
        District "area-kind-district"
        Street "area-kind-street"
        Town "area-kind-town"
        DevelopmentZone "area-kind-development-zone"
        Village "area-kind-village"
        Community "area-kind-community"
    }
    BuildingKind {
        Residential "building-kind-residential"
        VillageHouse "building-kind-village-house"
        Dormitory "building-kind-dormitory"
        School "building-kind-school"
        Factory "building-kind-factory"
        Office "building-kind-office"
        Market "building-kind-market"
        Clinic "building-kind-clinic"
        CareHome "building-kind-care-home"
        Other "building-kind-other"
    }
    Sex {
        Male "sex-male"
        Female "sex-female"
        Unknown "sex-unknown"
    }
    CaseClass {
        Suspect "class-suspect"
        Confirmed "class-confirmed"
        Asymptomatic "class-asymptomatic"
        Excluded "class-excluded"
    }
    Severity {
        Light "severity-light"
        Ordinary "severity-ordinary"
        Severe "severity-severe"
        Critical "severity-critical"
    }
    Detection {
        Community "detection-community"
        Clinic "detection-clinic"
        KeyPopulation "detection-key-population"
        IsolationSite "detection-isolation-site"
        HomeIsolation "detection-home-isolation"
        LockdownZone "detection-lockdown-zone"
        ControlZone "detection-control-zone"
        Border "detection-border"
        Unknown "detection-unknown"
    }
    Outcome {
        Recovered "outcome-recovered"
        Died "outcome-died"
        Ongoing "outcome-ongoing"
    }
    Ring {
        Close "ring-close"
        Secondary "ring-secondary"
        General "ring-general"
    }
    Setting {
        Household "setting-household"
        Dormitory "setting-dormitory"
        Work "setting-work"
        School "setting-school"
        Meal "setting-meal"
        Vehicle "setting-vehicle"
        Hospital "setting-hospital"
        Market "setting-market"
        SamplingQueue "setting-sampling-queue"
        Community "setting-community"
        Other "setting-other"
        Unknown "setting-unknown"
    }
    Certainty {
        Recorded "certainty-recorded"
        Stated "certainty-stated"
        Presumed "certainty-presumed"
    }
    ExposureStatus {
        Proposed "exposure-proposed"
        Confirmed "exposure-confirmed"
        Rejected "exposure-rejected"
    }
    TestOutcome {
        Negative "result-negative"
        Positive "result-positive"
        Inconclusive "result-inconclusive"
        Invalid "result-invalid"
    }
    TestPurpose {
        Routine "purpose-routine"
        Clinical "purpose-clinical"
        MassRound "purpose-mass-round"
        Retest "purpose-retest"
        Contact "purpose-contact"
        Release "purpose-release"
    }
    HouseholdStatus {
        Tested "household-tested"
        Absent "household-absent"
        Refused "household-refused"
        Exempt "household-exempt"
    }
    GroupKind {
        Positive "group-positive"
        Close "group-close"
        Secondary "group-secondary"
    }
    SiteKind {
        Sampling "site-sampling"
        Isolation "site-isolation"
        Hospital "site-hospital"
        Shelter "site-shelter"
    }
    VehicleKind {
        Ambulance "vehicle-ambulance"
        Bus "vehicle-bus"
    }
    Role {
        Commander "role-commander"
        DutyOfficer "role-duty-officer"
        Tracer "role-tracer"
        Laboratory "role-laboratory"
        Sampler "role-sampler"
        Dispatcher "role-dispatcher"
        SiteManager "role-site-manager"
        GridWorker "role-grid-worker"
        GateKeeper "role-gate-keeper"
        Analyst "role-analyst"
        Publisher "role-publisher"
        Inspector "role-inspector"
        Administrator "role-administrator"
        Machine "role-machine"
    }
    OrderKind {
        ResponseLevel "order-response-level"
        MassSampling "order-mass-sampling"
        Zone "order-zone"
        Verify "order-verify"
        Report "order-report"
        Support "order-support"
        Other "order-other"
    }
    ReceiptStep {
        Delivered "receipt-delivered"
        Read "receipt-read"
        Accepted "receipt-accepted"
        Done "receipt-done"
        Declined "receipt-declined"
    }
    Stage {
        Test "stage-test"
        Trace "stage-trace"
        Group "stage-group"
        Transfer "stage-transfer"
        Isolate "stage-isolate"
    }
    TaskKind {
        Investigate "task-investigate"
        Retest "task-retest"
        DoorCheck "task-door-check"
        IsolationTest "task-isolation-test"
        ReleaseCheck "task-release-check"
        Help "task-help"
        Rumour "task-rumour"
        Disinfect "task-disinfect"
        Divert "task-divert"
        Other "task-other"
    }
    TaskResult {
        Done "task-result-done"
        Impossible "task-result-impossible"
        Cancelled "task-result-cancelled"
    }
    Level {
        Normal "level-normal"
        I "level-i"
        Ii "level-ii"
        Iii "level-iii"
        Iv "level-iv"
    }
    ZoneKind {
        Lockdown "zone-lockdown"
        Control "zone-control"
        Precaution "zone-precaution"
    }
    GateClass {
        Intercity "gate-intercity"
        Venue "gate-venue"
        Community "gate-community"
    }
    FigureKind {
        CumulativeConfirmed "figure-cumulative-confirmed"
        CumulativeConfirmedImported "figure-cumulative-confirmed-imported"
        Population "figure-population"
    }
    GapKind {
        Bed "gap-bed"
        Result "gap-result"
        RoundResult "gap-round-result"
        Household "gap-household"
        Denominator "gap-denominator"
        OrderNotAccepted "gap-order-not-accepted"
        OrderNotDone "gap-order-not-done"
        UnitSilent "gap-unit-silent"
        GridSilent "gap-grid-silent"
        Unmanned "gap-unmanned"
        ReleaseDue "gap-release-due"
        TestDue "gap-test-due"
    }
    Harm {
        Paper "harm-paper"
        Work "harm-work"
        Spread "harm-spread"
        Grave "harm-grave"
    }
}

impl Label for Origin {
    fn key(&self) -> &'static str {
        match self {
            Origin::Local => "origin-local",
            Origin::Abroad(_) => "origin-abroad",
            Origin::Elsewhere(_) => "origin-elsewhere",
            Origin::Unknown => "origin-unknown",
        }
    }
}

impl Label for TubeKind {
    fn key(&self) -> &'static str {
        match self {
            TubeKind::Single => "tube-single",
            TubeKind::Pooled(_) => "tube-pooled",
        }
    }
}
