"""How files arrive: uploads, and large ones, which are kept first and read by a job."""
