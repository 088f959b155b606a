//! What people do: industries with their titles, skills and subjects.

/// An industry.
pub(super) struct Field {
    /// Its name.
    pub(super) name: &'static str,
    /// What its companies add to their name.
    pub(super) firms: &'static [&'static str],
    /// Titles of the first years, of the middle, and of the top.
    pub(super) titles: [&'static [&'static str]; 3],
    /// What its people can do.
    pub(super) skills: &'static [&'static str],
    /// What they studied.
    pub(super) degrees: &'static [&'static str],
    /// What they like to talk about.
    pub(super) topics: &'static [&'static str],
}

/// The industries.
pub(super) const FIELDS: [Field; 12] = [
    Field {
        name: "Software",
        firms: &["Software", "Labs", "Systems", "Cloud", "Logic"],
        titles: [
            &["Software Engineer", "Frontend Developer", "QA Engineer", "Support Engineer"],
            &["Senior Software Engineer", "Site Reliability Engineer", "Product Manager"],
            &["Engineering Manager", "Staff Engineer", "Chief Technology Officer"],
        ],
        skills: &[
            "Rust",
            "PostgreSQL",
            "Distributed systems",
            "Accessibility",
            "Code review",
            "TypeScript",
            "Observability",
            "API design",
            "Testing",
            "Incident response",
        ],
        degrees: &["BSc Computer Science", "MSc Software Engineering", "BSc Mathematics"],
        topics: &["calm on-call rotations", "databases", "small teams", "web performance"],
    },
    Field {
        name: "Renewable energy",
        firms: &["Energy", "Solar", "Wind", "Power", "Grid"],
        titles: [
            &["Field Technician", "Energy Analyst", "Junior Project Engineer"],
            &["Project Manager", "Grid Engineer", "Senior Energy Analyst"],
            &["Head of Projects", "Director of Operations", "Chief Engineer"],
        ],
        skills: &[
            "Wind farm planning",
            "Grid connection",
            "Permitting",
            "Energy storage",
            "Financial modelling",
            "Site surveys",
            "Power electronics",
        ],
        degrees: &["BEng Electrical Engineering", "MSc Renewable Energy", "MSc Physics"],
        topics: &["grid storage", "community wind farms", "heat pumps", "permitting"],
    },
    Field {
        name: "Healthcare",
        firms: &["Health", "Clinics", "Care", "Medical", "Therapeutics"],
        titles: [
            &["Registered Nurse", "Physiotherapist", "Clinical Data Coordinator"],
            &["Nurse Practitioner", "Clinical Lead", "Quality Manager"],
            &["Head of Clinical Operations", "Medical Director", "Chief Nursing Officer"],
        ],
        skills: &[
            "Patient safety",
            "Clinical trials",
            "Triage",
            "Rehabilitation",
            "Health informatics",
            "Care planning",
            "Infection control",
        ],
        degrees: &["BSc Nursing", "MD", "MSc Public Health", "BSc Physiotherapy"],
        topics: &["patient safety", "digital health records", "rural clinics"],
    },
    Field {
        name: "Architecture",
        firms: &["Architects", "Studio", "Spaces", "Urban Design"],
        titles: [
            &["Architectural Assistant", "Junior Architect", "BIM Modeller"],
            &["Architect", "Urban Planner", "Project Architect"],
            &["Associate Architect", "Principal Architect", "Partner"],
        ],
        skills: &[
            "Timber construction",
            "Building information modelling",
            "Urban planning",
            "Daylight simulation",
            "Heritage buildings",
            "Sketching",
        ],
        degrees: &["BArch", "MArch", "MSc Urban Planning"],
        topics: &["timber buildings", "walkable cities", "reusing old offices"],
    },
    Field {
        name: "Education",
        firms: &["Learning", "Schools", "Academy", "Education"],
        titles: [
            &["Teacher", "Learning Designer", "Teaching Assistant"],
            &["Senior Teacher", "Curriculum Lead", "Lecturer"],
            &["Head Teacher", "Professor", "Director of Studies"],
        ],
        skills: &[
            "Curriculum design",
            "Adult education",
            "Mentoring",
            "Assessment",
            "Special education",
            "Public speaking",
        ],
        degrees: &["BEd", "MA Education", "PhD Linguistics", "BA History"],
        topics: &["adult education", "reading in early years", "better assessments"],
    },
    Field {
        name: "Financial services",
        firms: &["Capital", "Bank", "Insurance", "Payments", "Trust"],
        titles: [
            &["Analyst", "Claims Adjuster", "Junior Accountant"],
            &["Risk Manager", "Senior Accountant", "Portfolio Manager"],
            &["Head of Risk", "Finance Director", "Chief Financial Officer"],
        ],
        skills: &[
            "Risk analysis",
            "Audit",
            "Financial reporting",
            "Fraud prevention",
            "Pricing",
            "Compliance",
            "Negotiation",
        ],
        degrees: &["BSc Economics", "MSc Finance", "BA Accounting"],
        topics: &["fraud prevention", "open banking", "climate risk"],
    },
    Field {
        name: "Design",
        firms: &["Design", "Atelier", "Creative", "Type"],
        titles: [
            &["Junior Designer", "Illustrator", "UX Researcher"],
            &["Product Designer", "Type Designer", "Senior UX Researcher"],
            &["Design Lead", "Creative Director", "Head of Design"],
        ],
        skills: &[
            "Typography",
            "User research",
            "Design systems",
            "Illustration",
            "Prototyping",
            "Service design",
            "Colour",
        ],
        degrees: &["BA Graphic Design", "MA Interaction Design", "BFA"],
        topics: &["type design", "research with few people", "design systems that last"],
    },
    Field {
        name: "Logistics",
        firms: &["Freight", "Logistics", "Shipping", "Cargo"],
        titles: [
            &["Dispatcher", "Warehouse Planner", "Customs Clerk"],
            &["Supply Chain Manager", "Fleet Manager", "Operations Planner"],
            &["Head of Logistics", "Regional Director", "Chief Operating Officer"],
        ],
        skills: &[
            "Route planning",
            "Customs",
            "Demand forecasting",
            "Cold chain",
            "Warehouse layout",
            "Procurement",
        ],
        degrees: &["BSc Logistics", "MSc Operations Research", "BA Business"],
        topics: &["night trains for freight", "cold chains", "port automation"],
    },
    Field {
        name: "Food and agriculture",
        firms: &["Foods", "Farms", "Kitchen", "Roasters", "Mills"],
        titles: [
            &["Agronomist", "Food Technologist", "Sous Chef"],
            &["Farm Manager", "Product Developer", "Head Chef"],
            &["Head of Research", "Managing Director", "Founder"],
        ],
        skills: &[
            "Soil health",
            "Fermentation",
            "Food safety",
            "Crop planning",
            "Sensory analysis",
            "Sourcing",
        ],
        degrees: &["BSc Agronomy", "MSc Food Science", "Culinary diploma"],
        topics: &["soil health", "fermentation", "short supply chains"],
    },
    Field {
        name: "Media",
        firms: &["Media", "Press", "Pictures", "Radio", "Books"],
        titles: [
            &["Reporter", "Sound Editor", "Production Assistant"],
            &["Editor", "Producer", "Data Journalist"],
            &["Managing Editor", "Executive Producer", "Publisher"],
        ],
        skills: &[
            "Interviewing",
            "Editing",
            "Data journalism",
            "Podcasting",
            "Fact checking",
            "Storytelling",
        ],
        degrees: &["BA Journalism", "MA Media Studies", "BA Literature"],
        topics: &["local journalism", "audio stories", "fact checking"],
    },
    Field {
        name: "Manufacturing",
        firms: &["Works", "Robotics", "Tools", "Industries", "Machines"],
        titles: [
            &["Process Technician", "Mechanical Engineer", "Quality Inspector"],
            &["Production Planner", "Automation Engineer", "Senior Mechanical Engineer"],
            &["Plant Manager", "Head of Engineering", "Director of Manufacturing"],
        ],
        skills: &[
            "Lean production",
            "CNC machining",
            "Robotics",
            "Quality control",
            "Maintenance planning",
            "CAD",
        ],
        degrees: &["BEng Mechanical Engineering", "Dipl.-Ing.", "MSc Robotics"],
        topics: &["repairable products", "robots beside people", "quieter factories"],
    },
    Field {
        name: "Non-profit",
        firms: &["Foundation", "Relief", "Trust", "Alliance"],
        titles: [
            &["Programme Assistant", "Fundraiser", "Volunteer Coordinator"],
            &["Programme Manager", "Policy Advisor", "Grants Manager"],
            &["Country Director", "Head of Policy", "Executive Director"],
        ],
        skills: &[
            "Grant writing",
            "Community organising",
            "Policy analysis",
            "Monitoring and evaluation",
            "Volunteer management",
            "Advocacy",
        ],
        degrees: &["BA Political Science", "MA Development Studies", "LLB"],
        topics: &["honest impact reports", "community organising", "open data"],
    },
];
