"""Names, streets and units from which the demo office and the reference set draw. All invented:
common names of the country's many origins, put together by chance."""

FIRST_FEMALE = (
    "Aaliyah Adriana Agnieszka Aisha Alejandra Alicia Amara Amy Ana Andrea Angela Anita Anna "
    "Antoinette Ashley Beatriz Bernadette Brenda Brianna Bridget Carmen Carolyn Catherine Chantal "
    "Christina Colleen Cynthia Danielle Deborah Denise Diana Ebony Eileen Elena Elizabeth Ewa "
    "Fatima Gabriela Gloria Grace Guadalupe Hannah Heather Imani Inés Jacqueline Jasmine Jennifer "
    "Joanna Karen Katarzyna Kathleen Keisha Kimberly Latoya Laura Leticia Lisa Lourdes Lucía Mai "
    "Małgorzata Margaret María Maribel Maureen Megan Mei Melissa Michelle Monique Nadia Natalie "
    "Nicole Noemí Nora Patricia Precious Priya Rachel Renée Rosa Ruth Samantha Sandra Shanice "
    "Sharon Siobhan Sofía Stephanie Susan Tamika Teresa Thuy Tiffany Valerie Vanessa Veronica "
    "Xiomara Yasmin Yolanda Zofia"
).split()
FIRST_MALE = (
    "Adam Ahmed Alejandro Alexander Andre Andrzej Anthony Antonio Antwan Arjun Benjamin Brendan "
    "Brian Bruno Calvin Carlos Cesar Charles Christopher Craig Cristóbal Curtis Daniel Darius "
    "Darnell David DeAndre Dennis Diego Dmitri Dominic Edward Eduardo Emmanuel Enrique Eric "
    "Ernesto Francisco Frank Gary George Gerald Gregory Hakeem Hector Henry Hiroshi Hung Ibrahim "
    "Ignacio Isaac Ivan Jacob Jamal James Jason Javier Jerome Jesús Joaquín John Jorge José "
    "Joseph Juan Kamil Keith Kenneth Kevin Kwame Lamar Larry Lawrence Leon Louis Luis Malik "
    "Marcin Marcus Mariusz Mark Martín Matthew Maurice Michael Miguel Mohammed Nathan Nicholas "
    "Octavio Omar Oscar Patrick Paul Pedro Peter Piotr Rafael Ramón Raymond Ricardo Richard "
    "Robert Ronald Ryan Samuel Sean Sergio Stanisław Stephen Steven Terrence Thomas Timothy "
    "Tomasz Tyrone Victor Vikram Walter Wei William Xavier Yusuf"
).split()
LAST = (
    "Abdi Acosta Adams Adeyemi Aguilar Ahmed Allen Alvarez Anderson Appiah Baker Banks Barnes "
    "Becker Begum Bell Bennett Boateng Bradley Brennan Brooks Brown Burke Byrne Campbell Cárdenas "
    "Carter Castillo Cervantes Chan Chávez Chen Clark Cole Coleman Collins Contreras Cooper Cruz "
    "Cunningham D'Angelo Dąbrowski Davis Delgado Díaz Doherty Dominguez Donovan Edwards Ellis "
    "Espinoza Evans Farrell Fernández Fitzgerald Flores Foster Franklin Fuentes Gallagher García "
    "Gibson Goldberg Gómez González Grabowski Graham Green Griffin Guerrero Gupta Gutiérrez Hall "
    "Hansen Harris Hayes Henderson Hernández Hoang Hoffman Howard Hughes Hussain Ibarra Jackson "
    "Jankowski Jefferson Jenkins Jiménez Johansson Johnson Jones Kamiński Kaur Kelly Kennedy Khan "
    "Kim King Kowalczyk Kowalski Krishnan Kruger Kwiatkowski Lam Larsen Lee León Lewandowski "
    "Lewis Lin Lopez Luna Lynch Mahoney Malone Marino Márquez Martin Martínez Mazur McCarthy "
    "McDonald McGrath Medina Mendoza Meyer Mitchell Mohamed Molina Moore Morales Moreno Morgan "
    "Morris Müller Muñoz Murphy Nakamura Navarro Nelson Nguyen Nowak Núñez O'Brien O'Connor "
    "O'Donnell O'Malley O'Neill Ochoa Odom Okafor Okonkwo Olson Ortega Ortiz Osman Owens Pacheco "
    "Park Parker Patel Pawlak Payne Peña Peralta Perry Petrov Pham Phillips Pierce Piotrowski "
    "Powell Quinn Quiñones Ramírez Ramos Reed Reilly Reyes Richardson Ríos Rivera Roberts "
    "Robinson Rodríguez Rogers Rojas Romano Rosario Ross Rossi Ruiz Russell Ryan Salazar Sánchez "
    "Sanders Santiago Schmidt Schneider Scott Serrano Shah Sharma Silva Simmons Singh Smith Soto "
    "Stein Suárez Sullivan Sweeney Szymański Tanaka Taylor Thomas Thompson Torres Tran Trujillo "
    "Tucker Turner Valdez Vargas Vasquez Vega Villanueva Vu Walker Wallace Walsh Wang Ward "
    "Washington Watkins Weber White Williams Wilson Wiśniewski Wong Woods Wójcik Wright Yang "
    "Young Zając Zamora Zhang Zieliński"
).split()
STREETS = (
    "N Alder Ave|N Birchwood Ave|W Bluestem St|S Catalpa Ave|W Cedarbrook St|S Cobbler Ave|"
    "N Dogwood Ave|W Dunmore St|S Elderberry Ave|W Fairlawn St|N Foxglove Ave|W Garnet St|"
    "S Hawthorn Pl|N Juniper Ct|W Kestrel St|S Larkspur Ave|W Maplecrest St|N Millrace Ave|"
    "S Orchardview Ave|W Pinehurst Pl|N Quarry Rd|S Redbud Ave|W Sandpiper St|N Tamarack Ave|"
    "S Thistle Ave|W Whitmore St"
).split("|")

_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 22: "22nd"}
_DISTRICTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 22, 24, 25)
UNITS: dict[str, str] = {
    **{f"{n:03d}": f"{_ORDINALS.get(n, f'{n}th')} District" for n in _DISTRICTS},
    "044": "Recruit Training",
    "050": "Airport North",
    "124": "Training",
    "145": "Traffic",
    "189": "Narcotics",
    "610": "Detectives, Area One",
    "620": "Detectives, Area Two",
    "630": "Detectives, Area Three",
    "701": "Public Transportation",
}
